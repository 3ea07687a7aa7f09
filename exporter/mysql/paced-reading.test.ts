import { expect, it } from 'vitest';
import { startDeadline } from '../engine/deadline.ts';
import { makePacedReading } from './paced-reading.ts';

/** A reading that takes so many milliseconds of a clock of ours, after it has waited for others; fails where that is NaN. */
const reading = (costs: readonly number[], waits = 0) => {
  let now = 0;
  let made = 0;
  let gone = false;
  const read = makePacedReading(
    async ({ onTurn }) => {
      const cost = costs[made] ?? 0;
      made += 1;
      now += waits;
      onTurn?.();
      if (Number.isNaN(cost)) throw new Error('MySQL is gone.');
      now += cost;
      return made;
    },
    async () => {
      if (gone) throw new Error('MySQL is gone.');
    },
    () => now,
  );
  return {
    leave: () => {
      gone = true;
    },
    after: async (ms: number) => {
      now += ms;
      const deadline = startDeadline(1_000);
      return (await read(deadline).finally(deadline.end)).value;
    },
  };
};

it('reads a cheap thing at each scrape', async () => {
  const { after } = reading([100, 100, 100]);
  expect([await after(0), await after(0), await after(1)]).toEqual([1, 2, 3]);
});

it('keeps a costly one fifty times as long as it took', async () => {
  const { after } = reading([200, 0]);
  expect([await after(0), await after(9_999), await after(1)]).toEqual([1, 1, 2]);
});

it('takes none for costly because it waited for others', async () => {
  const { after } = reading([10, 10], 2_500);
  expect([await after(0), await after(0)]).toEqual([1, 2]);
});

it('keeps none longer than five minutes', async () => {
  const { after } = reading([60_000, 0]);
  expect([await after(0), await after(299_999), await after(1)]).toEqual([1, 1, 2]);
});

it('keeps no failure, and nothing from before one', async () => {
  const { after } = reading([200, Number.NaN, 0]);
  expect(await after(0)).toBe(1);
  await expect(after(10_000)).rejects.toThrow('MySQL is gone.');
  expect(await after(0)).toBe(3);
});

it('tells nothing that it kept of a server that is gone', async () => {
  const { after, leave } = reading([200, 0]);
  expect([await after(0), await after(1)]).toEqual([1, 1]);
  leave();
  await expect(after(1)).rejects.toThrow('MySQL is gone.');
  expect(await after(1)).toBe(2);
});
