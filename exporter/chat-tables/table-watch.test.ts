import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { startDeadline } from '../engine/deadline.ts';
import type { Span } from './table-question.ts';
import type { TableReader } from './table-reader.ts';
import { type WatchPace, watchTable } from './table-watch.ts';

const pace: WatchPace = {
  rangeRows: 10,
  youngRows: 20,
  idsPerScrape: 50,
  graceMs: 60_000,
  busyRanges: 2,
  rangesPerScrape: 5,
};

/** A table in memory that answers as MySQL does (traffic.test.ts holds that against the real one), and counts what is read. */
const makeTable = () => {
  const ids = new Set<number>();
  let read = 0;
  let sortedIds: readonly number[] | undefined;
  const sorted = () => {
    sortedIds ??= [...ids].sort((a, b) => a - b);
    return sortedIds;
  };
  const within = ({ after, upTo }: Span) => sorted().filter((id) => id > after && id <= upTo);
  const take = <T>(rows: readonly T[]): readonly T[] => {
    read += rows.length;
    return rows;
  };
  const reader: Pick<TableReader, 'read' | 'count' | 'countNext' | 'age'> = {
    async read(asked) {
      return asked.map(([, { after, atMost, spans, witnesses }]) => {
        const all = sorted();
        const [minId, maxId] = [all[0], all.at(-1)];
        const some = after === undefined ? all.slice(-atMost) : all.filter((id) => id > after).slice(0, atMost);
        return {
          ends:
            minId === undefined || maxId === undefined
              ? undefined
              : { minId, oldestAt: minId * 1.5, maxId, newestAt: maxId * 1.5 },
          ids: take(some),
          counts: spans.map((span) => take(within(span)).length),
          times: new Map(take(witnesses.filter((id) => ids.has(id))).map((id) => [id, id * 1.5])),
          madeAt: undefined,
          nextId: undefined,
        };
      });
    },
    count: async (_, span) => take(within(span)).length,
    async countNext(_, span, atMost) {
      const next = take(within(span).slice(0, atMost));
      return { rows: next.length, lastId: next.at(-1) ?? span.after };
    },
    age: async (_, span, offset) => take(within(span).slice(0, offset + 1))[offset],
  };
  return {
    reader,
    size: () => ids.size,
    insert: (from: number, upTo: number) => {
      sortedIds = undefined;
      for (let id = from; id <= upTo; id += 1) ids.add(id);
    },
    remove: (from: number, upTo: number) => {
      sortedIds = undefined;
      for (let id = from; id <= upTo; id += 1) ids.delete(id);
    },
    /** Rows read since it was last asked. */
    rowsRead: () => {
      const before = read;
      read = 0;
      return before;
    },
  };
};

const watch = ({ reader }: ReturnType<typeof makeTable>, capRows?: number) => {
  let now = 0;
  const table = { name: 'talk', idColumn: 'id', timeColumn: 'at', capRows };
  const watched = watchTable(reader, table, () => now, pace);
  const limited = <T>(work: (deadline: ReturnType<typeof startDeadline>) => Promise<T>) => {
    const deadline = startDeadline(5_000);
    return work(deadline).finally(deadline.end);
  };
  return {
    scrape: (afterMs = 15_000) =>
      limited(async (deadline) => {
        now += afterMs;
        const [answer] = await reader.read([[table, watched.question()]], deadline);
        if (!answer) throw new Error('There is no answer.');
        return watched.take(answer, deadline);
      }),
    recountAll: () =>
      limited(async (deadline) => {
        while ((await watched.recount(deadline)) !== 'done');
      }),
  };
};

describe('the rows of a table', () => {
  it('are those that are there after any changes and a recount, and the drift is then none', async () => {
    const change = fc.record({ insert: fc.boolean(), from: fc.integer({ min: 1, max: 150 }), length: fc.nat(40) });
    await fc.assert(
      fc.asyncProperty(fc.array(fc.array(change, { maxLength: 4 }), { maxLength: 12 }), async (scrapes) => {
        const table = makeTable();
        const { scrape, recountAll } = watch(table);
        let changed = 0;
        for (const changes of scrapes) {
          await scrape();
          for (const { insert, from, length } of changes) table[insert ? 'insert' : 'remove'](from, from + length);
          changed = Math.max(changed, changes.length);
        }
        await scrape();
        await recountAll();
        await recountAll();
        const { rows, drift, insertedRows, removedRows } = await scrape();
        expect(rows).toBe(table.size());
        if (table.size() > 0) expect(drift).toBe(0);
        expect(insertedRows - (removedRows ?? Number.NaN)).toBe(table.size());
      }),
      { numRuns: 500 },
    );
  });

  it('are right where the newest went and exactly as many came as a scrape reads', async () => {
    const table = makeTable();
    const { scrape } = watch(table);
    await scrape();
    table.insert(1, 10);
    expect(await scrape()).toMatchObject({ insertedRows: 10, removedRows: 0 });
    table.remove(10, 10);
    table.insert(100, 100);
    expect(await scrape()).toMatchObject({ insertedRows: 11, removedRows: 1 });
    table.remove(100, 100);
    table.insert(10, 50);
    expect(await scrape()).toMatchObject({ rows: 50, insertedRows: 52, removedRows: 2 });
  });

  it('are right at every scrape while rows are added at the top and moved away at the bottom, without drift', async () => {
    const table = makeTable();
    table.insert(1, 500);
    const { scrape, recountAll } = watch(table);
    await scrape();
    await recountAll();
    for (let round = 0; round < 60; round += 1) {
      table.insert(501 + round * 7, 507 + round * 7);
      table.remove(1, round * 9);
      const { rows, drift } = await scrape();
      expect(rows).toBe(table.size());
      if (round % 10 === 9) await recountAll();
      if (round > 10) expect(drift).toBe(0);
    }
  });

  it('follow a mover that fills gaps among rows that were there before it', async () => {
    const table = makeTable();
    for (let id = 40; id <= 8_000; id += 40) table.insert(id, id);
    const { scrape, recountAll } = watch(table);
    await scrape();
    await recountAll();
    for (let round = 0; round < 100; round += 1) {
      table.insert(round * 30, round * 30 + 29);
      await scrape();
      await recountAll();
      expect((await scrape(0)).rows).toBe(table.size());
      table.rowsRead();
      await scrape(0);
      expect(table.rowsRead()).toBeLessThanOrEqual(100);
    }
  });

  it('that went where no scrape looks are found by the recount, which tells them as drift', async () => {
    const table = makeTable();
    table.insert(1, 300);
    const { scrape, recountAll } = watch(table);
    await scrape();
    await recountAll();
    await scrape();
    table.remove(145, 146);
    table.remove(172, 172);
    expect(await scrape()).toMatchObject({ rows: 300, removedRows: 0 });
    await recountAll();
    expect(await scrape()).toMatchObject({ rows: 297, removedRows: 3, insertedRows: 0, drift: 3 });
  });
});

describe('the work of a scrape', () => {
  it('stays the same however large the table is', async () => {
    const read = [];
    for (const rows of [200, 20_000]) {
      const table = makeTable();
      table.insert(1, rows);
      const { scrape, recountAll } = watch(table);
      await scrape();
      await recountAll();
      await scrape();
      table.rowsRead();
      await scrape();
      read.push(table.rowsRead());
    }
    expect(read[1]).toBe(read[0]);
  });

  it('counts a bulk load once, some in each scrape and the rest off the scrape', async () => {
    const table = makeTable();
    table.insert(1, 30);
    const { scrape, recountAll } = watch(table);
    await scrape();
    table.insert(31, 1_030);
    table.rowsRead();
    expect((await scrape()).rows).toBeUndefined();
    expect(table.rowsRead()).toBeLessThan(200);
    await recountAll();
    expect(await scrape()).toMatchObject({ rows: 1_030, insertedRows: 1_000, removedRows: 0 });
  });

  it('tells since when all rows have been counted', async () => {
    const table = makeTable();
    table.insert(1, 40);
    const { scrape, recountAll } = watch(table);
    expect((await scrape(1_000)).countedSince).toBe(1_000);
    await scrape(1_000);
    await recountAll();
    expect((await scrape(1_000)).countedSince).toBe(2_000);
  });
});

describe('the lag of the mover', () => {
  it('is the age of the first row beyond the cap, wherever that is', async () => {
    const table = makeTable();
    table.insert(1, 30);
    const { scrape } = watch(table, 100);
    expect((await scrape()).lagSeconds).toBe(0);
    // The table in memory gives an id for an age.
    table.insert(31, 101);
    expect((await scrape()).lagSeconds).toBe(101);
    table.insert(102, 140);
    expect((await scrape(120_000)).lagSeconds).toBe(101);
    expect((await scrape(120_000)).lagSeconds).toBe(101);
    table.remove(1, 5);
    expect((await scrape()).lagSeconds).toBe(106);
  });

  it('is not there where the table may grow for ever', async () => {
    const table = makeTable();
    table.insert(1, 30);
    expect((await watch(table).scrape()).lagSeconds).toBeUndefined();
  });
});
