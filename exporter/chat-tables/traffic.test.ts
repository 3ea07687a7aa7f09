import fc from 'fast-check';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { makeTableTraffic } from '../../test/support/table-traffic.ts';
import { startDeadline } from '../engine/deadline.ts';
import type { Session } from '../mysql/session.ts';
import { makeTableReader } from './table-reader.ts';
import { type TableState, watchTable } from './table-watch.ts';

const writerCount = 3;

let mariadb: ExporterMariadb;
let session: Session;
let writers: readonly Connection[];
beforeAll(async () => {
  mariadb = await startExporterMariadb({ tables: [{ name: 'talk' }] });
  await mariadb.makeTable('talk');
});
beforeEach(async () => {
  await mariadb.run('TRUNCATE talk');
  session = mariadb.openSession();
  writers = await Promise.all(Array.from({ length: writerCount }, mariadb.connect));
});
afterEach(async () => {
  await Promise.all(writers.map((writer) => writer.end()));
  await mariadb.closeSessions();
});
afterAll(() => mariadb.stop());

/** Begins to watch the table. @returns reads its state as a scrape does */
const watch = (now: () => number) => {
  const names = { name: 'talk', idColumn: 'chat_id', timeColumn: 'createdAt' };
  const watched = watchTable(makeTableReader(session.query, 'fungap', names), now);
  return (): Promise<TableState> => {
    const deadline = startDeadline(10_000);
    return watched.read(deadline).finally(deadline.end);
  };
};

/** One thing that happens: to the table by one of the writers, or a scrape some milliseconds later. */
const writer = fc.nat({ max: writerCount - 1 });
const change = fc.oneof(
  { weight: 8, arbitrary: fc.record({ insert: fc.integer({ min: 1, max: 30 }), writer }) },
  { weight: 4, arbitrary: fc.record({ transaction: fc.constantFrom('begin', 'commit', 'rollback'), writer }) },
  {
    weight: 4,
    arbitrary: fc.record({ remove: fc.integer({ min: 1, max: 40 }), from: fc.constantFrom(0, 0, 0.5, 1), writer }),
  },
  { weight: 1, arbitrary: fc.record({ truncate: fc.constant(true), writer }) },
  { weight: 8, arbitrary: fc.record({ scrapeAfterMs: fc.nat({ max: 25_000 }) }) },
);

it('tells the rows, and the rows inserted, of any traffic as a model of it does', { timeout: 60_000 }, async () => {
  await fc.assert(
    fc.asyncProperty(fc.array(change, { minLength: 10, maxLength: 60 }), async (changes) => {
      await mariadb.run('TRUNCATE talk');
      let now = 0;
      const read = watch(() => now);
      const traffic = makeTableTraffic();
      const scrape = async () => {
        const { count, insertedRows } = await read();
        traffic.scraped(now);
        expect(count?.rows).toBe(traffic.rows());
        expect(insertedRows).toBeLessThanOrEqual(traffic.appeared());
        expect(insertedRows).toBeGreaterThanOrEqual(traffic.appeared() - traffic.hidden());
      };
      try {
        await scrape();
        for (const step of changes) {
          if ('scrapeAfterMs' in step) {
            now += step.scrapeAfterMs;
            await scrape();
            continue;
          }
          const by = writers[step.writer];
          if (!by) throw new Error(`There is no writer ${step.writer}.`);
          if ('insert' in step) await traffic.insert(by, step.insert, now);
          else if ('remove' in step) await traffic.remove(by, step.from, step.remove);
          else if ('truncate' in step) await traffic.truncate(by);
          else if (step.transaction === 'begin') await traffic.begin(by);
          else await traffic.end(by, step.transaction);
        }
      } finally {
        for (const by of writers) await by.rollback();
      }
    }),
    { numRuns: 100, endOnFailure: true },
  );
});

it('is within what came and went meanwhile while three write at once, and exact once they are quiet', async () => {
  const read = watch(Date.now);
  /** Rows inserted and deleted: at least those that are done, at most those that are begun. */
  const inserted = { done: 0, begun: 0 };
  const deleted = { done: 0, begun: 0 };
  const write = async (by: Connection, turn: number) => {
    for (let round = 0; round < 150; round += 1) {
      inserted.begun += 5;
      await by.query('INSERT INTO talk (createdAt) SELECT NOW(3) FROM seq_1_to_5');
      inserted.done += 5;
      await by.beginTransaction();
      const keep = (round + turn) % 3 > 0;
      if (keep) inserted.begun += 2;
      await by.query('INSERT INTO talk (createdAt) SELECT NOW(3) FROM seq_1_to_2');
      if (keep) await by.commit();
      else await by.rollback();
      if (keep) inserted.done += 2;
      if (turn > 0) continue;
      const order = round % 4 === 0 ? 'DESC' : 'ASC';
      const [some] = await by.query<RowDataPacket[]>(
        `SELECT chat_id AS id FROM talk ORDER BY chat_id ${order} LIMIT 6`,
      );
      deleted.begun += some.length;
      // Each by its id, for a range would wait for the rows of the others, and they for it.
      for (const { id } of some) await by.query('DELETE FROM talk WHERE chat_id = ?', [id]);
      deleted.done += some.length;
    }
  };
  let told = (await read()).insertedRows;
  expect(told).toBe(0);
  let writing = true;
  const traffic = Promise.all(writers.map(write)).finally(() => {
    writing = false;
  });
  let scrapes = 0;
  while (writing) {
    const before = { inserted: inserted.done, deleted: deleted.done };
    const { count, insertedRows } = await read();
    expect(count?.rows).toBeGreaterThanOrEqual(before.inserted - deleted.begun);
    expect(count?.rows).toBeLessThanOrEqual(inserted.begun - before.deleted);
    expect(insertedRows).toBeGreaterThanOrEqual(told);
    expect(insertedRows).toBeLessThanOrEqual(inserted.begun);
    told = insertedRows;
    scrapes += 1;
  }
  await traffic;
  const { count, insertedRows } = await read();
  const [row] = (await mariadb.run('SELECT COUNT(*) AS n FROM talk')) as RowDataPacket[];
  expect(scrapes).toBeGreaterThan(5);
  expect(count?.rows).toBe(Number(row?.n));
  expect(count?.rows).toBe(inserted.done - deleted.done);
  expect(insertedRows).toBeLessThanOrEqual(inserted.done);
  expect(insertedRows).toBeGreaterThan(inserted.done * 0.8);
});
