import { expect, it } from 'vitest';
import { startDeadline } from '../engine/deadline.ts';
import { makeInsertedCounter } from './inserted-rows.ts';

/** A table with all ids from 1 to a highest one, and how many of its rows were read since it was last asked. */
const makeTable = () => {
  let highest = 1;
  let read = 0;
  return {
    insert: (rows: number) => {
      highest += rows;
    },
    ends: () => ({ minId: 1, maxId: highest, oldestAt: 0 }),
    count: async (after: number, upTo: number) => {
      const rows = Math.max(0, Math.min(upTo, highest) - Math.max(after, 0));
      read += rows;
      return rows;
    },
    rowsRead: () => {
      const before = read;
      read = 0;
      return before;
    },
  };
};

it('reads the rows of a bulk load once, and few of the newest at each scrape after it', async () => {
  const table = makeTable();
  const count = makeInsertedCounter(table, () => 0);
  const scrape = async () => {
    const deadline = startDeadline(5_000);
    return count(table.ends(), deadline).finally(deadline.end);
  };
  await scrape();
  table.insert(1_000_000);
  expect(await scrape()).toBe(1_000_000);
  expect(table.rowsRead()).toBe(1_000_000);
  for (let i = 1; i <= 10; i += 1) {
    table.insert(5_000);
    expect(await scrape()).toBe(1_000_000 + i * 5_000);
    expect(table.rowsRead()).toBeLessThanOrEqual(25_000);
  }
});

/** Counts over ends that are given at each scrape; all ids from the lowest to the highest are there. */
const countOver = async (scrapes: readonly (readonly [minId: number, maxId: number, oldestAt: number])[]) => {
  let ends = { minId: 0, maxId: 0, oldestAt: 0 };
  const count = async (after: number, upTo: number) =>
    Math.max(0, Math.min(upTo, ends.maxId) - Math.max(after, ends.minId - 1));
  const counter = makeInsertedCounter({ count }, () => 0);
  const told: number[] = [];
  for (const [minId, maxId, oldestAt] of scrapes) {
    ends = { minId, maxId, oldestAt };
    const deadline = startDeadline(5_000);
    told.push(await counter(ends, deadline).finally(deadline.end));
  }
  return told;
};

it.each<[string, Parameters<typeof countOver>[0], number[]]>([
  [
    'takes ids that begin anew for new rows',
    [
      [1, 1_000, 5],
      [1, 30, 90],
    ],
    [0, 30],
  ],
  [
    'does so too where the lowest rows had been deleted before',
    [
      [400, 1_000, 5],
      [1, 30, 90],
    ],
    [0, 30],
  ],
  [
    'does not where somebody changes the time of the oldest row',
    [
      [1, 1_000, 5],
      [1, 1_000, 6],
      [1, 1_001, 7],
    ],
    [0, 0, 1],
  ],
  [
    'does not where the times of all rows are moved',
    [
      [1, 1_000, 5],
      [1, 1_010, 32_405],
    ],
    [0, 10],
  ],
  [
    'does not where only the newest rows are deleted',
    [
      [1, 1_000, 5],
      [1, 990, 5],
    ],
    [0, 0],
  ],
])('%s', async (_, scrapes, told) => {
  expect(await countOver(scrapes)).toEqual(told);
});
