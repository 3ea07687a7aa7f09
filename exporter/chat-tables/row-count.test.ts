import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startDeadline } from '../engine/deadline.ts';
import { makeRowCounter, type RowCountPace } from './row-count.ts';
import type { TableEnds } from './table-reader.ts';

/** A table in memory, which answers as MySQL does (shown over the real one in collector.test.ts). */
const makeTable = () => {
  const ids = new Set<number>();
  let reads = 0;
  const sorted = () => [...ids].sort((a, b) => a - b);
  return {
    ids,
    insert: (from: number, upTo: number) => {
      for (let id = from; id <= upTo; id += 1) ids.add(id);
    },
    remove: (from: number, upTo: number) => {
      for (let id = from; id <= upTo; id += 1) ids.delete(id);
    },
    ends: (): TableEnds | undefined => {
      const all = sorted();
      const [minId] = all;
      const maxId = all.at(-1);
      return minId === undefined || maxId === undefined ? undefined : { minId, maxId, oldestAt: 0 };
    },
    /** Rows read since it was last asked. */
    rowsRead: () => {
      const read = reads;
      reads = 0;
      return read;
    },
    count: async (after: number, upTo: number) => {
      const rows = sorted().filter((id) => id > after && id <= upTo).length;
      reads += rows;
      return rows;
    },
    countNext: async (after: number, atMost: number) => {
      const next = sorted()
        .filter((id) => id > after)
        .slice(0, atMost);
      reads += next.length;
      return { rows: next.length, lastId: next.at(-1) ?? after };
    },
  };
};

const pace: RowCountPace = { rangeRows: 10, middlesPerRefresh: 6, catchUpMs: 250 };

const watch = (table: ReturnType<typeof makeTable>, options = pace, now = () => 0) => {
  const counter = makeRowCounter(table, now, options);
  return async () => {
    const deadline = startDeadline(5_000);
    const result = await counter.refresh(table.ends(), deadline);
    deadline.end();
    return result?.rows;
  };
};

describe('the rows of a table', () => {
  it('are 0 when it is empty, and 0 again when it was emptied', async () => {
    const table = makeTable();
    const rows = watch(table);
    expect(await rows()).toBe(0);
    table.insert(1, 35);
    expect(await rows()).toBe(35);
    table.ids.clear();
    expect(await rows()).toBe(0);
    table.insert(1, 12);
    expect(await rows()).toBe(12);
  });

  it('are right in a small table after any inserts and deletes, whatever their ids', async () => {
    const change = fc.record({ insert: fc.boolean(), from: fc.integer({ min: 1, max: 60 }), length: fc.nat(20) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), async (scrapes) => {
        const table = makeTable();
        const rows = watch(table, { ...pace, middlesPerRefresh: 100 });
        for (const changes of scrapes) {
          for (const { insert, from, length } of changes) table[insert ? 'insert' : 'remove'](from, from + length);
          expect(await rows()).toBe(table.ids.size);
        }
      }),
    );
  });

  it('are right at every scrape while rows are added at the top and moved away at the bottom, beyond any size', async () => {
    const table = makeTable();
    const rows = watch(table, { ...pace, middlesPerRefresh: 1 });
    table.insert(1, 500);
    for (let scrape = 0; scrape < 60; scrape += 1) {
      table.insert(501 + scrape * 7, 507 + scrape * 7);
      table.remove(1, scrape * 9);
      expect(await rows()).toBe(table.ids.size);
    }
  });

  it('follow rows that go from the middle of a large table once their range has its turn', async () => {
    const table = makeTable();
    const rows = watch(table, { ...pace, middlesPerRefresh: 1 });
    table.insert(1, 100);
    await rows();
    table.remove(45, 46);
    table.remove(72, 72);
    const seen = [];
    for (let scrape = 0; scrape < 10; scrape += 1) seen.push(await rows());
    expect(seen.at(-1)).toBe(97);
  });

  it('are counted where ids have huge gaps', async () => {
    const table = makeTable();
    const rows = watch(table);
    table.insert(5, 20);
    table.insert(4_000_000_000_000, 4_000_000_000_030);
    expect(await rows()).toBe(47);
  });
});

describe('the work of a scrape', () => {
  it('stays the same however large the table is', async () => {
    const table = makeTable();
    const rows = watch(table);
    table.insert(1, 2_000);
    await rows();
    table.rowsRead();
    await rows();
    expect(table.rowsRead()).toBeLessThanOrEqual(9 * pace.rangeRows);
  });

  it('stays so after a mover filled gaps in the middle', async () => {
    const table = makeTable();
    const rows = watch(table);
    for (let id = 1; id <= 100; id += 1) table.ids.add(id * 10);
    await rows();
    table.insert(100, 900);
    for (let scrape = 0; scrape < 100; scrape += 1) expect(await rows()).toBeDefined();
    expect(await rows()).toBe(table.ids.size);
    table.rowsRead();
    await rows();
    expect(table.rowsRead()).toBeLessThanOrEqual(9 * 2 * pace.rangeRows);
  });

  it('leaves a large table to be counted on, and gives no number until then', async () => {
    const table = makeTable();
    table.insert(1, 25);
    let now = 0;
    const counter = makeRowCounter(table, () => (now += 100), pace);
    const deadline = startDeadline(5_000);
    expect(await counter.refresh(table.ends(), deadline)).toBeUndefined();
    while (!(await counter.catchUp(deadline)));
    now = Number.NEGATIVE_INFINITY;
    expect((await counter.refresh(table.ends(), deadline))?.rows).toBe(25);
    deadline.end();
  });
});

it('tells since when every range has been counted', async () => {
  const table = makeTable();
  table.insert(1, 100);
  let now = 1_000;
  const counter = makeRowCounter(table, () => now, { ...pace, middlesPerRefresh: 1 });
  const deadline = startDeadline(5_000);
  expect(await counter.refresh(table.ends(), deadline)).toEqual({ rows: 100, countedSince: 1_000 });
  for (now = 2_000; now < 8_000; now += 1_000) await counter.refresh(table.ends(), deadline);
  expect((await counter.refresh(table.ends(), deadline))?.countedSince).toBe(1_000);
  expect((await counter.refresh(table.ends(), deadline))?.countedSince).toBe(2_000);
  deadline.end();
});
