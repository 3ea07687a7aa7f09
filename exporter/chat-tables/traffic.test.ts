import fc from 'fast-check';
import type { Connection, RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { makeTableTraffic } from '../../test/support/table-traffic.ts';
import { startDeadline } from '../engine/deadline.ts';
import type { Session } from '../mysql/session.ts';
import { makeTableReader } from './table-reader.ts';
import type { TableState, WatchPace } from './table-watch.ts';
import { watchTables } from './watched-tables.ts';

const writerCount = 3;

/** How long the search for a counterexample takes, in milliseconds: some hours of traffic, the same at each run. A longer one finds more. */
const searchMs = 15_000;

let mariadb: ExporterMariadb;
let session: Session;
let writers: readonly Connection[];

const names = ['talk', 'kept'] as const;
type Name = (typeof names)[number];

/** Begins to watch both tables, as an exporter does that starts. */
const watch = (now: () => number, pace?: WatchPace) => {
  const tables = names.map((name) => ({ name, idColumn: 'chat_id', timeColumn: 'createdAt', capRows: 50 }));
  const watched = watchTables(makeTableReader(session.query, session.server, 'fungap'), 'fungap', tables, now, pace);
  return {
    async read(): Promise<Readonly<Record<Name, TableState>>> {
      const deadline = startDeadline(10_000);
      const reports = await watched.read(deadline).finally(deadline.end);
      expect(reports.flatMap(({ notes }) => notes)).toEqual([]);
      const [talk, kept] = reports.map(({ state }) => state);
      if (!talk || !kept) throw new Error('A table is left out without a note.');
      return { talk, kept };
    },
    recount: (ranges: number) => watched.recount(ranges, new AbortController().signal),
  };
};

const countOf = async (name: Name): Promise<number> => {
  const [row] = (await mariadb.run(`SELECT COUNT(*) AS n FROM ${name}`)) as RowDataPacket[];
  return Number(row?.n);
};

/** Small, so that some hundred rows are a large table. */
const pace: WatchPace = {
  rangeRows: 10,
  youngRows: 25,
  idsPerScrape: 60,
  graceMs: 60_000,
  busyRanges: 2,
  rangesPerScrape: 4,
};

/** More ranges than there are. */
const allRanges = 1_000;

const writer = fc.nat({ max: writerCount - 1 });
const table = fc.constantFrom(...names);
const share = fc.constantFrom(0, 0, 0.3, 0.7, 1);

/** One thing that happens: to the tables by one of the writers, to the exporter, or a scrape some milliseconds later. */
const event = fc.oneof(
  { weight: 60, arbitrary: fc.record({ insert: fc.integer({ min: 1, max: 30 }), writer }) },
  { weight: 1, arbitrary: fc.record({ insert: fc.integer({ min: 60, max: 200 }), writer }) },
  { weight: 30, arbitrary: fc.record({ transaction: fc.constantFrom('begin', 'commit', 'rollback'), writer }) },
  { weight: 10, arbitrary: fc.record({ remove: fc.integer({ min: 1, max: 20 }), share, writer }) },
  {
    weight: 25,
    arbitrary: fc.record({
      move: fc.integer({ min: 1, max: 40 }),
      which: fc.constantFrom('oldest', 'oldest', 'newest'),
      writer,
    }),
  },
  { weight: 1, arbitrary: fc.record({ truncate: table, writer }) },
  { weight: 1, arbitrary: fc.record({ rebuild: table, how: fc.constantFrom('alter', 'swap'), writer }) },
  { weight: 4, arbitrary: fc.record({ touch: table, writer }) },
  { weight: 1, arbitrary: fc.record({ restart: fc.constant(true) }) },
  { weight: 20, arbitrary: fc.record({ recount: fc.constantFrom(2, allRanges) }) },
  { weight: 80, arbitrary: fc.record({ scrapeAfterMs: fc.integer({ min: 5_000, max: 25_000 }) }) },
);

type Event = typeof event extends fc.Arbitrary<infer E> ? E : never;

/** What an hour of scrapes brings: some 240 of them, and what happens between. */
const hour = fc.array(event, { minLength: 600, maxLength: 800, size: 'max' });

/** Lets an hour happen, and holds what is told at each scrape against the model. */
const live = async (events: readonly Event[]) => {
  await mariadb.run('TRUNCATE talk');
  await mariadb.run('TRUNCATE kept');
  let now = 0;
  const traffic = makeTableTraffic(pace);
  let exporter = watch(() => now, pace);
  let before: Readonly<Record<Name, TableState>> | undefined;
  /** Rows that there were when the exporter began. */
  let first: Partial<Record<Name, number>> = {};

  /** Whether a recount is under way, which the next one ends. */
  let isPartial = false;
  /** What the drift may be at the next scrape. */
  let mostDrift: Readonly<Record<Name, number>> | undefined;

  const recountAll = async () => {
    const { talk, kept } = traffic.models;
    mostDrift = { talk: talk.unsure(), kept: kept.unsure() };
    await exporter.recount(allRanges);
    // The one that was under way did not look again where it had been.
    if (isPartial) await exporter.recount(allRanges);
    isPartial = false;
    for (const name of names) traffic.models[name].recounted();
  };

  const scrape = async () => {
    let told = await exporter.read();
    for (const name of names) traffic.models[name].scraped(now);
    if (names.some((name) => told[name].rows === undefined)) {
      await exporter.recount(allRanges);
      isPartial = true;
      mostDrift = undefined;
      told = await exporter.read();
    }
    for (const name of names) {
      const model = traffic.models[name];
      const { rows = Number.NaN, insertedRows, removedRows = Number.NaN, drift = 0, lagSeconds, lastId } = told[name];
      const real = model.ids().length;
      expect(Math.abs(rows - real), `rows of ${name}: ${rows} for ${real}`).toBeLessThanOrEqual(model.unsure());
      expect(insertedRows).toBeLessThanOrEqual(model.appeared());
      expect(insertedRows).toBeGreaterThanOrEqual(model.appeared() - model.hidden());
      expect(insertedRows).toBeGreaterThanOrEqual(before?.[name].insertedRows ?? 0);
      expect(removedRows).toBeGreaterThanOrEqual(before?.[name].removedRows ?? 0);
      first[name] ??= rows - insertedRows + removedRows;
      expect(insertedRows - removedRows).toBe(rows - first[name]);
      expect(lastId).toBe(model.ids().at(-1));
      expect(lagSeconds === 0).toBe(rows <= 50);
      if (mostDrift) expect(Math.abs(drift)).toBeLessThanOrEqual(mostDrift[name]);
    }
    mostDrift = undefined;
    before = told;
  };

  const restart = async () => {
    exporter = watch(() => now, pace);
    before = undefined;
    first = {};
    isPartial = false;
    for (const name of names) traffic.models[name].restarted();
    await scrape();
  };

  const happen = async (by: Connection, one: Event) => {
    if ('insert' in one) await traffic.insert(by, one.insert);
    else if ('transaction' in one) {
      if (one.transaction === 'begin') await traffic.begin(by);
      else await traffic.end(by, one.transaction);
    } else if ('remove' in one) await traffic.remove(by, one.share, one.remove);
    else if ('move' in one) await traffic.move(by, one.which, one.move);
    else if ('truncate' in one) await traffic.truncate(by, one.truncate);
    else if ('rebuild' in one) await traffic.rebuild(by, one.rebuild, one.how);
    else if ('touch' in one) await traffic.touch(by, one.touch);
  };

  try {
    await scrape();
    for (const one of events) {
      if ('scrapeAfterMs' in one) {
        now += one.scrapeAfterMs;
        await scrape();
      } else if ('recount' in one) {
        await scrape();
        if (one.recount === allRanges) await recountAll();
        else {
          await exporter.recount(one.recount);
          isPartial = true;
        }
      } else if ('restart' in one) await restart();
      else {
        const by = writers[one.writer];
        if (!by) throw new Error(`There is no writer ${one.writer}.`);
        await happen(by, one);
      }
    }
  } finally {
    for (const by of writers) await by.rollback();
  }
  // What no scrape has seen is found by one recount, and the next finds nothing more.
  await scrape();
  await recountAll();
  await recountAll();
  await scrape();
  const told = await exporter.read();
  for (const name of names) {
    expect(told[name]).toMatchObject({ rows: await countOf(name), drift: 0 });
  }
};

const insertOf = (rows: number) => `INSERT INTO talk (createdAt) VALUES ${Array(rows).fill('(NOW(3))').join()}`;

describe.each(['mariadb', 'mysql8'] as const)('on %s', (kind) => {
  beforeAll(async () => {
    mariadb = await startExporterMariadb({ tables: [{ name: 'talk' }, { name: 'kept' }] }, kind);
    await mariadb.makeTable('talk');
    await mariadb.makeTable('kept');
  });
  beforeEach(async () => {
    await mariadb.run('TRUNCATE talk');
    await mariadb.run('TRUNCATE kept');
    session = mariadb.openSession();
    writers = await Promise.all(Array.from({ length: writerCount }, mariadb.connect));
  });
  afterEach(async () => {
    await Promise.all(writers.map((writer) => writer.end()));
    await mariadb.closeSessions();
  });
  afterAll(() => mariadb.stop());

  it('tells rows, growth and drift of any hour of traffic as a model of it does', { timeout: 120_000 }, async () => {
    const until = performance.now() + searchMs;
    // One after the other, since fast-check's own limit of time would leave the last one running.
    for (let seed = 1; seed === 1 || performance.now() < until; seed += 1) {
      const property = fc.asyncProperty(hour, live);
      const { failed, errorInstance } = await fc.check(property, { seed, numRuns: 1, endOnFailure: true });
      // The events would be pages; the seed brings them again.
      if (failed) throw new Error(`It is not as the model (seed ${seed}).`, { cause: errorInstance });
    }
  });

  it('is within what came and went meanwhile while three write at once, and exact once they are quiet', async () => {
    const exporter = watch(Date.now);
    /** Rows inserted and deleted: at least those that are done, at most those that are begun. */
    const inserted = { done: 0, begun: 0 };
    const deleted = { done: 0, begun: 0 };
    const write = async (by: Connection, turn: number) => {
      for (let round = 0; round < 150; round += 1) {
        inserted.begun += 5;
        await by.query(insertOf(5));
        inserted.done += 5;
        await by.beginTransaction();
        const keep = (round + turn) % 3 > 0;
        if (keep) inserted.begun += 2;
        await by.query(insertOf(2));
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
    let told = (await exporter.read()).talk.insertedRows;
    expect(told).toBe(0);
    let writing = true;
    const traffic = Promise.all(writers.map(write)).finally(() => {
      writing = false;
    });
    let scrapes = 0;
    while (writing) {
      const before = { inserted: inserted.done, deleted: deleted.done };
      const { rows, insertedRows } = (await exporter.read()).talk;
      expect(rows).toBeGreaterThanOrEqual(before.inserted - deleted.begun);
      expect(rows).toBeLessThanOrEqual(inserted.begun - before.deleted);
      expect(insertedRows).toBeGreaterThanOrEqual(told);
      expect(insertedRows).toBeLessThanOrEqual(inserted.begun);
      told = insertedRows;
      scrapes += 1;
    }
    await traffic;
    const { rows, insertedRows, removedRows = Number.NaN } = (await exporter.read()).talk;
    expect(scrapes).toBeGreaterThan(5);
    expect(rows).toBe(await countOf('talk'));
    expect(rows).toBe(inserted.done - deleted.done);
    expect(insertedRows - removedRows).toBe(rows);
    expect(insertedRows).toBeLessThanOrEqual(inserted.done);
    expect(insertedRows).toBeGreaterThan(inserted.done * 0.8);
  });
});
