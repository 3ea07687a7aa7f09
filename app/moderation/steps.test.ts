import { describe, expect, it } from 'vitest';
import { findBadWordSteps } from './find-bad-word.ts';
import { runAtOnce, runInSlices, type Steps } from './steps.ts';

/** Work whose every step takes a millisecond of its own clock. */
const work = (steps: number) => {
  let at = 0;
  const run = function* (): Steps<string> {
    for (let step = 0; step < steps; step += 1) {
      at += 1;
      yield;
    }
    return 'done';
  };
  return { steps: run(), now: () => at };
};

const never = new AbortController().signal;

it('gives the same in one piece and in slices', async () => {
  expect(runAtOnce(work(100).steps)).toBe('done');
  const { steps, now } = work(100);
  expect(await runInSlices(steps, never, now)).toBe('done');
});

it('lets others have their turn every few milliseconds', async () => {
  const { steps, now } = work(100);
  const seen: number[] = [];
  let working = true;
  const look = () => {
    seen.push(now());
    if (working) setImmediate(look);
  };
  setImmediate(look);
  await runInSlices(steps, never, now);
  working = false;
  const waits = seen.slice(1).map((time, i) => time - (seen[i] ?? 0));
  expect(seen.length).toBeGreaterThan(20);
  expect(Math.max(...waits)).toBeLessThan(10);
});

it('breaks off at the signal', async () => {
  const { steps, now } = work(100);
  const stop = new AbortController();
  const running = runInSlices(steps, stop.signal, now);
  stop.abort();
  await expect(running).rejects.toThrow('aborted');
  expect(now()).toBeLessThan(100);
});

describe('a list of words', () => {
  const badwords = Array.from({ length: 2_000 }, (_, i) => `${String.fromCharCode(0xac00 + i * 5)}나${i}쁜말`);

  it('can be interrupted at each of them, at each character, and at each of the nodes made of them', () => {
    const steps = findBadWordSteps({ badwords, allowwords: [] });
    let yields = 0;
    while (!steps.next().done) yields += 1;
    expect(yields).toBeGreaterThan(5 * badwords.length);
  });

  it('is taken whole in slices while the one before is at work', async () => {
    const before = runAtOnce(findBadWordSteps({ badwords: ['zounds'], allowwords: [] }));
    const taking = runInSlices(findBadWordSteps({ badwords, allowwords: [] }), never);
    let heard = 0;
    let working = true;
    const listen = () => {
      heard += before('Zounds! 가나0쁜말')?.rule === 'zounds' ? 1 : 0;
      if (working) setImmediate(listen);
    };
    setImmediate(listen);
    const find = await taking;
    working = false;
    expect(heard).toBeGreaterThan(0);
    expect(badwords.filter((word) => find(`${word}!`)?.rule !== word)).toEqual([]);
  });
});
