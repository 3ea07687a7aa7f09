import { setImmediate as nextTurn } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { type BatchOptions, createBatches } from './batches.ts';

/** A refusal of one item, in which a batch may be taken apart. */
class Refusal extends Error {}

/** Batches that stay under way until the test lets the next one go; each item becomes itself, doubled. */
const record = (options: Partial<BatchOptions> = {}) => {
  const written: number[][] = [];
  const held: (() => void)[] = [];
  const faults = new Map<number, Error>();
  const batches = createBatches<number, number>(
    async (items) => {
      written.push([...items]);
      await new Promise<void>((resolve) => held.push(resolve));
      for (const item of items) {
        const fault = faults.get(item);
        if (fault) throw fault;
      }
      return items.map((item) => item * 2);
    },
    { most: 3, waiting: 100, waitMs: 10_000, mayRepeat: (error) => error instanceof Refusal, ...options },
  );
  const letGo = async () => {
    held.shift()?.();
    await nextTurn();
  };
  return { ...batches, written, faults, letGo };
};

const outcomes = async (items: readonly Promise<number>[]) =>
  (await Promise.allSettled(items)).map((one) => (one.status === 'fulfilled' ? one.value : String(one.reason.message)));

it('writes a lone item at once, and those that come meanwhile together, in their order', async () => {
  const { add, waiting, written, letGo } = record();
  const ended = outcomes([1, 2, 3, 4, 5].map(add));
  expect(written).toEqual([[1]]);
  expect(waiting()).toBe(4);
  await letGo();
  expect(written).toEqual([[1], [2, 3, 4]]);
  await letGo();
  await letGo();
  expect(written).toEqual([[1], [2, 3, 4], [5]]);
  expect(await ended).toEqual([2, 4, 6, 8, 10]);
  expect(waiting()).toBe(0);
  const last = add(6);
  expect(written.at(-1)).toEqual([6]);
  await letGo();
  expect(await last).toBe(12);
});

it('halves a refused batch until the refused item fails alone', async () => {
  const { add, written, faults, letGo } = record({ most: 8 });
  faults.set(3, new Refusal('not this one'));
  const ended = outcomes([1, 2, 3, 4, 5, 6, 7].map(add));
  for (let turn = 0; turn < 7; turn += 1) await letGo();
  expect(written).toEqual([[1], [2, 3, 4, 5, 6, 7], [2, 3, 4], [2, 3], [2], [3], [4], [5, 6, 7]]);
  await letGo();
  expect(await ended).toEqual([2, 4, 'not this one', 8, 10, 12, 14]);
});

it('does not repeat a batch of which nobody knows whether it was written', async () => {
  const { add, written, faults, letGo } = record();
  faults.set(3, new Error('lost'));
  const ended = outcomes([1, 2, 3, 4, 5].map(add));
  for (let turn = 0; turn < 3; turn += 1) await letGo();
  expect(written).toEqual([[1], [2, 3, 4], [5]]);
  expect(await ended).toEqual([2, 'lost', 'lost', 'lost', 10]);
});

it('gives the rest up when the loss comes while a batch is halved', async () => {
  const { add, written, faults, letGo } = record();
  const ended = outcomes([1, 2, 3, 4].map(add));
  faults.set(2, new Refusal('not this one'));
  await letGo();
  await letGo();
  await letGo();
  faults.set(3, new Error('lost'));
  for (let turn = 0; turn < 2; turn += 1) await letGo();
  expect(written).toEqual([[1], [2, 3, 4], [2, 3], [2], [3]]);
  expect(await ended).toEqual([2, 'not this one', 'lost', 'lost']);
});

it('refuses more than may wait', async () => {
  const { add, letGo } = record({ waiting: 2 });
  const ended = outcomes([1, 2, 3, 4].map(add));
  await letGo();
  await letGo();
  expect(await ended).toEqual([2, 4, 6, '2 messages wait to be stored already.']);
});

it('gives an item up that waited for too long, and never writes it', async () => {
  const { add, written, letGo } = record({ waitMs: 20 });
  const first = add(1);
  const late = outcomes([2, 3].map(add));
  const sentence = 'The message could not be stored within 20 ms, as others before it were not.';
  expect(await late).toEqual([sentence, sentence]);
  await letGo();
  expect(await first).toBe(2);
  expect(written).toEqual([[1]]);
});
