import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { Worker } from 'node:worker_threads';
import { type Connection, createConnection, type ResultSetHeader } from 'mysql2/promise';
import { z } from 'zod';
import { messageColumns } from '../app/retention/chunk.ts';
import { migrate } from '../app/storage/migrate.ts';
import { parseConfig } from '../config/load-config.ts';
import { startMariadb, type TestMariadb } from '../test/support/start-mariadb.ts';
import { type Benchmark, comparisonOf, type Row, rowOf } from './benchmark.ts';
import { type InsertTimes, insertMessages, insertsPerSecond } from './insert-load.ts';

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
  const result = await work().finally(() => stop.abort());
  return [await inserts, result];
};

const fill = (mysql: Connection): Promise<unknown> =>
  mysql.query(
    `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
     SELECT seq % 500, ELT(seq % 4 + 1, 'I', 'E', 'F', 'T'), CONCAT('message ', seq, ' 오늘 저녁에 뭐 먹을까? warm'),
       UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM seq_1_to_${rowsBefore}`,
  );

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

const besidePeople = async (mariadb: TestMariadb, say: (line: string) => void) => {
  const without: InsertTimes[] = [];
  const gentle: InsertTimes[] = [];
  const gentleRates: number[] = [];
  for (let round = 1; round <= rounds; round += 1) {
    without.push((await beside(mariadb, () => delay(windowMs)))[0]);
    const [times, rate] = await beside(mariadb, () => move(mariadb, pauseRatio, rowsBefore, delay(windowMs)));
    gentle.push(times);
    gentleRates.push(rate);
    say(`round ${round} of ${rounds}: ${rate.toFixed(0)} rows/s, inserts ${times.p99.toFixed(1)} ms (99 % below)`);
  }
  return { without, gentle, gentleRates };
};

const measure = async (mariadb: TestMariadb, mysql: Connection, say: (line: string) => void): Promise<Row[]> => {
  await migrate(mariadb.app);
  await fill(mysql);
  say(`${rowsBefore} messages are there`);
  const { without, gentle, gentleRates } = await besidePeople(mariadb, say);
  const [hasty, hastyRate] = await beside(mariadb, () => move(mariadb, 0, rowsAtOnce));
  const alone: number[] = [];
  for (let round = 0; round < 3; round += 1) alone.push(await move(mariadb, 0, rowsAtOnce));
  say(`without pauses: ${alone.map((rate) => rate.toFixed(0)).join(', ')} rows/s`);
  const [plain, plainRate] = await beside(mariadb, () => moveAllAtOnce(mysql));
  const people = `${insertsPerSecond} inserts/s beside it`;
  const each = (times: readonly InsertTimes[], key: keyof InsertTimes) => times.map((one) => one[key]);
  const reason = 'MariaDB, the mover and the people share two cores with whatever else the machine does';
  const insertRow = (measure: string, key: keyof InsertTimes, goal?: number): Row =>
    comparisonOf(
      { case: `mover as configured, ${people}; peer: without it`, measure, unit: 'ms', reason },
      { ours: each(gentle, key), peer: each(without, key) },
      goal,
    );
  const rate = { measure: 'rows moved', unit: 'rows/s', more: true, reason } as const;
  return [
    rowOf({ case: 'mover without pauses, nobody beside it', ...rate }, alone, 30_000),
    rowOf({ case: `mover as configured, ${people}`, ...rate }, gentleRates, 8_000),
    insertRow('insert, half below', 'p50'),
    insertRow('insert, 99 % below', 'p99', 2),
    comparisonOf(
      { case: `mover without pauses, ${people}; peer: plain INSERT…SELECT; DELETE`, ...rate },
      { ours: [hastyRate], peer: [plainRate] },
    ),
    ...(['p50', 'p99', 'longest'] as const).map((key) =>
      comparisonOf(
        {
          case: `mover as configured, ${people}; peer: plain INSERT…SELECT; DELETE`,
          measure: `insert, ${key}`,
          unit: 'ms',
        },
        { ours: each(gentle, key), peer: [plain[key]] },
      ),
    ),
    rowOf({ case: `mover without pauses, ${people}`, measure: 'insert, 99 % below', unit: 'ms' }, [hasty.p99]),
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
