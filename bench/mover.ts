import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Connection, createConnection, type ResultSetHeader } from 'mysql2/promise';
import { z } from 'zod';
import { messageColumns } from '../app/retention/chunk.ts';
import { migrate } from '../app/storage/migrate.ts';
import { parseConfig } from '../config/load-config.ts';
import { ensureServers } from '../lab/ensure-servers.ts';
import { startMariadb, type TestMariadb } from '../test/support/start-mariadb.ts';
import { type Benchmark, comparisonOf, type Row, rowOf } from './benchmark.ts';
import { type InsertTimes, insertMessages, insertsPerSecond } from './insert-load.ts';
import { fill } from './mover/fill.ts';
import { leftBehind } from './mover/left-behind.ts';
import { archiveFor, ptArchiver, type Way, ways } from './mover/pt-archiver.ts';

/** Messages that lie in the live table at first. */
const rowsBefore = 1_000_000;

/** Turns, in each of which people write without the mover and then beside it. */
const rounds = 3;
const windowMs = 8_000;

/** Messages that each run without pauses moves. */
const rowsAtOnce = 100_000;

const { pauseRatio } = parseConfig({}, 'gapwatch.config.ts').retention;

const moved = z.object({ moved: z.number(), seconds: z.number() });

/** Rows a second of a mover that runs until it has moved `rows`, or `until` is over. */
const move = async ({ app: login }: TestMariadb, ratio: number, rows: number, until?: Promise<unknown>) => {
  const thread = new Worker(new URL('./fixtures/mover-thread.ts', import.meta.url), {
    workerData: { login, pauseRatio: ratio, rows },
  });
  const answer = once(thread, 'message');
  await until;
  if (until) thread.postMessage('stop');
  const [message] = await answer;
  const counted = moved.parse(message);
  await thread.terminate();
  return counted.moved / counted.seconds;
};

/** People write beside some work, for as long as it takes. */
const beside = async <T>({ app }: TestMariadb, work: () => Promise<T>): Promise<[InsertTimes, T]> => {
  const stop = new AbortController();
  const inserts = insertMessages(app, stop.signal);
  const [result] = await Promise.allSettled([work().finally(() => stop.abort())]);
  const times = await inserts;
  if (result.status === 'rejected') throw result.reason;
  return [times, result.value];
};

/** What one writes first: all in one transaction. Gives its rows a second. */
const moveAllAtOnce = async (mysql: Connection): Promise<number> => {
  const list = messageColumns.join(', ');
  const began = performance.now();
  await mysql.query('START TRANSACTION');
  await mysql.query(`INSERT INTO chatlogBackups (${list}) SELECT ${list} FROM chatlogs`);
  const [{ affectedRows }] = await mysql.query<ResultSetHeader>('DELETE FROM chatlogs');
  await mysql.query('COMMIT');
  return affectedRows / ((performance.now() - began) / 1e3);
};

/** What one run of each found. */
interface Beside {
  readonly times: InsertTimes[];
  readonly rates: number[];
}

/** Turns of people alone, beside our mover, and beside pt-archiver in each of its ways where it is there. */
const besidePeople = async (
  mariadb: TestMariadb,
  mysql: Connection,
  archiverWays: readonly Way[],
  say: (line: string) => void,
) => {
  const without: InsertTimes[] = [];
  const gentle: Beside = { times: [], rates: [] };
  const archivers = new Map(archiverWays.map((way): [Way, Beside] => [way, { times: [], rates: [] }]));
  for (let round = 1; round <= rounds; round += 1) {
    const add = async ({ times, rates }: Beside, named: string, work: () => Promise<number>) => {
      const [inserts, rate] = await beside(mariadb, work);
      times.push(inserts);
      rates.push(rate);
      say(
        `round ${round} of ${rounds}, ${named}: ${rate.toFixed(0)} rows/s, inserts ${inserts.p99.toFixed(1)} ms (99 % below)`,
      );
    };
    without.push((await beside(mariadb, () => delay(windowMs)))[0]);
    await add(gentle, 'mover', () => move(mariadb, pauseRatio, rowsBefore, delay(windowMs)));
    for (const [way, found] of archivers) {
      await add(found, `pt-archiver ${way}`, () => archiveFor(mariadb.app, mysql, way, windowMs));
    }
  }
  return { without, gentle, archivers };
};

const reason = 'MariaDB, the mover and the people share two cores with whatever else the machine does';
const people = `${insertsPerSecond} inserts/s beside it`;
const rate = { measure: 'rows moved', unit: 'rows/s', more: true, reason } as const;

const each = (times: readonly InsertTimes[], key: keyof InsertTimes) => times.map((one) => one[key]);

/** Our mover as it is configured beside another way. */
const insertsBeside = (peer: string, gentle: Beside, theirs: readonly InsertTimes[]): Row[] =>
  (['p50', 'p99', 'longest'] as const).map((key) =>
    comparisonOf(
      { case: `mover as configured, ${people}; peer: ${peer}`, measure: `insert, ${key}`, unit: 'ms' },
      { ours: each(gentle.times, key), peer: each(theirs, key) },
    ),
  );

const measure = async (mariadb: TestMariadb, mysql: Connection, say: (line: string) => void): Promise<Row[]> => {
  const { found, missing } = await ensureServers([ptArchiver], say);
  for (const { reason, name, without } of missing) say(`${reason} Without ${name}, ${without}.`);
  const archiverWays = found.has(ptArchiver.name) ? ways : [];
  await migrate(mariadb.app);
  await fill(mysql, rowsBefore);
  say(`${rowsBefore} messages are there`);
  const { without, gentle, archivers } = await besidePeople(mariadb, mysql, archiverWays, say);
  const [hasty, hastyRate] = await beside(mariadb, () => move(mariadb, 0, rowsAtOnce));
  const alone: number[] = [];
  for (let round = 0; round < 3; round += 1) alone.push(await move(mariadb, 0, rowsAtOnce));
  say(`without pauses: ${alone.map((one) => one.toFixed(0)).join(', ')} rows/s`);
  const [plain, plainRate] = await beside(mariadb, () => moveAllAtOnce(mysql));
  const insertRow = (measure: string, key: keyof InsertTimes, goal?: number): Row =>
    comparisonOf(
      { case: `mover as configured, ${people}; peer: without it`, measure, unit: 'ms', reason },
      { ours: each(gentle.times, key), peer: each(without, key) },
      goal,
    );
  return [
    rowOf({ case: 'mover without pauses, nobody beside it', ...rate }, alone, 30_000),
    rowOf({ case: `mover as configured, ${people}`, ...rate }, gentle.rates, 8_000),
    insertRow('insert, half below', 'p50'),
    insertRow('insert, 99 % below', 'p99', 2),
    comparisonOf(
      { case: `mover without pauses, ${people}; peer: plain INSERT…SELECT; DELETE`, ...rate },
      { ours: [hastyRate], peer: [plainRate] },
    ),
    ...insertsBeside('plain INSERT…SELECT; DELETE', gentle, [plain]),
    rowOf({ case: `mover without pauses, ${people}`, measure: 'insert, 99 % below', unit: 'ms' }, [hasty.p99]),
    ...[...archivers].flatMap(([way, { times, rates }]) => [
      comparisonOf(
        { case: `mover as configured, ${people}; peer: pt-archiver ${way}`, ...rate },
        { ours: gentle.rates, peer: rates },
      ),
      ...insertsBeside(`pt-archiver ${way}`, gentle, times),
    ]),
    ...(archiverWays.length > 0 ? await leftBehind(mariadb, mysql, say) : []),
  ];
};

/** What the mover costs the people who talk while it works. */
export const mover: Benchmark = {
  name: 'mover',
  question: `How fast do old messages leave a live table of ${rowsBefore} rows, and what does a person who writes meanwhile notice?`,
  async run(say) {
    const mariadb = await startMariadb();
    const mysql = await createConnection(mariadb.app);
    try {
      return await measure(mariadb, mysql, say);
    } finally {
      mysql.destroy();
      await mariadb.stop();
    }
  },
};
