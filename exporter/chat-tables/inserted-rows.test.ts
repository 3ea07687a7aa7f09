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
