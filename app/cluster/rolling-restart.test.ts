import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { startRedis } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { startTalker, type Talker } from '../../test/support/talker.ts';

const rooms = ['I', 'E', 'F', 'T'];

/** The counters of a page, the buckets and counts of histograms among them, by their series. */
const countersOf = (page: string): Map<string, number> =>
  new Map(
    [...page.matchAll(/^(\w+_(?:total|count|bucket)(?:\{.*\})?) (\S+)$/gm)].map(([, series = '', value]) => [
      series,
      Number(value),
    ]),
  );

const sumOf = (counters: ReadonlyMap<string, number>, pattern: RegExp): number =>
  [...counters].reduce((sum, [series, value]) => (pattern.test(series) ? sum + value : sum), 0);

const stored = /^chat_messages_total\{.*outcome="stored"\}/;

describe('people who talk all the time', () => {
  let mariadb: TestMariadb;
  let redis: TestServer;
  let app: TestApp;
  let mysql: Connection;
  let watching = true;
  /** What was wrong with a page, compared with the one before and with MySQL. */
  const oddities: string[] = [];
  let watch: Promise<void>;

  const rowsIn = async (table: string): Promise<number> => {
    const [[row]] = await mysql.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM ${table}`);
    return Number(row?.n);
  };
  const workers = () => app.processes().filter((pid) => pid !== app.child.pid);
  const counter = async (series: string) => countersOf(await app.metrics()).get(series) ?? Number.NaN;

  const watchCounters = async () => {
    let before = new Map<string, number>();
    while (watching) {
      const now = countersOf(await app.metrics());
      for (const [series, value] of before) {
        if (!((now.get(series) ?? 0) >= value)) oddities.push(`${series} fell from ${value} to ${now.get(series)}`);
      }
      const rows = await rowsIn('chatlogs');
      const told = sumOf(now, stored);
      if (told > rows) oddities.push(`${told} messages are told, where MySQL has ${rows}`);
      before = now;
    }
  };

  beforeAll(async () => {
    [mariadb, redis] = await Promise.all([startMariadb(), startRedis()]);
    app = await startApp({
      mysqlPort: mariadb.port,
      mysqlPasswordFile: mariadb.appPasswordFile,
      redisPort: redis.port,
    });
    mysql = await createConnection(mariadb.app);
    watch = watchCounters();
  });
  afterAll(async () => {
    watching = false;
    await watch;
    await mysql?.end();
    await app?.stop();
    await redis?.stop();
    await mariadb?.stop();
  });

  const startTalkers = (prefix: string) =>
    Promise.all(
      Array.from({ length: 100 }, (_, i) => startTalker(app, { name: `${prefix} ${i}`, room: rooms[i % 4] ?? 'I' })),
    );
  const byId = ([a]: readonly [number, string], [b]: readonly [number, string]) => a - b;

  /** Ends the talking; each message must be in MySQL once, and known to everybody of its room. */
  const expectNothingLost = async (prefix: string, talkers: readonly Talker[]) => {
    await Promise.all(talkers.map((talker) => talker.fallSilent()));
    await Promise.all(talkers.map((talker) => talker.leave()));
    const [rows] = await mysql.query<RowDataPacket[]>(
      'SELECT chat_id, room_name, message FROM chatlogs WHERE message LIKE ?',
      [`${prefix} %`],
    );
    const acknowledged = talkers.flatMap((talker) => [...talker.acknowledged]);
    expect(acknowledged.length).toBeGreaterThan(400);
    expect(rows.map(({ message }) => String(message)).sort()).toEqual(acknowledged.sort());
    for (const [i, { known }] of talkers.entries()) {
      const said = rows.filter(({ room_name }) => room_name === rooms[i % 4]);
      const heard = [...known].filter(([, text]) => text.startsWith(prefix));
      expect(heard.sort(byId)).toEqual(
        said.map(({ chat_id, message }): [number, string] => [chat_id, message]).sort(byId),
      );
    }
  };

  it('lose nothing by three rolling restarts, and all of it is counted', async () => {
    const talkers = await startTalkers('early');
    for (const round of [1, 2, 3]) {
      const before = workers();
      // To the whole group once, as a terminal does that closes: the workers leave it to the primary.
      process.kill(round === 3 ? -app.child.pid : app.child.pid, 'SIGHUP');
      await until(
        'All workers are new',
        async () => {
          const done = await counter('chat_worker_replacements_total{outcome="done"}');
          const now = workers();
          return done === 2 * round && now.length === 2 && now.every((pid) => !before.includes(pid));
        },
        90_000,
      );
    }
    await expectNothingLost('early', talkers);
    const counters = countersOf(await app.metrics());
    expect(sumOf(counters, stored)).toBe(await rowsIn('chatlogs'));
    expect(counters.get('chat_worker_replacements_total{outcome="failed"}')).toBe(0);
    expect(counters.get('chat_worker_restarts_total')).toBe(0);
    expect(await app.output()).not.toContain(' died ');
    expect(oddities).toEqual([]);
  }, 300_000);

  it('lose nothing when a worker is killed, and no counter falls or jumps', async () => {
    const talkers = await startTalkers('late');
    await until('They talk', async () => talkers.every(({ acknowledged }) => acknowledged.size > 2));
    process.kill(Number(workers()[0]), 'SIGKILL');
    await until('Another has its place', async () => {
      const page = await app.metrics();
      return /^chat_worker_restarts_total 1$/m.test(page) && page.includes('chat_workers{state="running"} 2\n');
    });
    await expectNothingLost('late', talkers);
    expect(oddities).toEqual([]);
  }, 120_000);
});
