import { expect, it } from 'vitest';
import { makeTurns } from './turns.ts';

/** Turns by a clock that moves only when some work does. */
const clocked = () => {
  let now = 0;
  const turns = makeTurns(() => now);
  /** Work of some steps of 3 ms each; tells each step and the turn of the event loop that it was in. */
  const work = async (name: string, steps: number, tell: (step: string) => void) => {
    for (let i = 0; i < steps; i += 1) {
      await turns.pause();
      now += 3;
      tell(`${name}${i}`);
    }
  };
  return { turns, work };
};

it('lets the event loop turn between any two slices, of one work or of several', async () => {
  const { work } = clocked();
  const told: string[] = [];
  let going = true;
  const turn = () => {
    told.push('|');
    if (going) setImmediate(turn);
  };
  await Promise.all([work('a', 4, (step) => told.push(step)), work('b', 4, (step) => told.push(step)), turn()]);
  going = false;
  const slices = told.join('').split('|').filter(Boolean);
  // Two steps of 3 ms fill a slice of 4 ms.
  expect(slices.every((slice) => slice.length <= 4)).toBe(true);
  expect(slices.join('').length).toBe(16);
});

it('does not interrupt what is short', async () => {
  const { turns } = clocked();
  await turns.pause();
  expect(turns.pause()).toBeUndefined();
});
