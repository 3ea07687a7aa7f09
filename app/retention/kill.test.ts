import { type ChildProcessByStdio, spawn } from 'node:child_process';
import { once } from 'node:events';
import { join } from 'node:path';
import type { Readable } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createRandom } from '../../lab/people/random.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { migrate } from '../storage/migrate.ts';
import { openMoverConnection } from './connection.ts';
import { runMover } from './run.ts';

const kills = 50;
const seed = 20_260;
const rowsBefore = 60_000;
const keepRows = 10;

const program = join(import.meta.dirname, 'fixtures/mover-process.ts');

type Mover = ChildProcessByStdio<null, Readable, null>;

describe(`${kills} kills of the mover at random moments (seed ${seed}), while people write`, () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  const movers = new Set<Mover>();
  beforeAll(async () => {
    mariadb = await startMariadb();
    await migrate(mariadb.app);
    mysql = await createConnection(mariadb.app);
  });
  afterAll(async () => {
    for (const mover of movers) mover.kill('SIGKILL');
    mysql?.destroy();
    await mariadb?.stop();
  });

  const number = async (sql: string) => Number((await mysql.query<RowDataPacket[]>(sql))[0][0]?.n);

  const startMover = (): Mover => {
    const { host, port, user, password, database } = mariadb.app;
    const mover = spawn(process.execPath, [program, host, String(port), user, password, database], {
      stdio: ['ignore', 'pipe', 'inherit'],
    });
    movers.add(mover);
    mover.once('exit', () => movers.delete(mover));
    return mover;
  };

  /** Writes messages, each with a text of its own, until told to stop. Gives the number of those that MySQL has taken. */
  const write = async (name: string, signal: AbortSignal): Promise<number> => {
    const connection = await createConnection(mariadb.app);
    let written = 0;
    while (!signal.aborted) {
      await connection.execute(
        `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
         VALUES (1, 'I', ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        [`${name} ${written}`],
      );
      written += 1;
    }
    await connection.end();
    return written;
  };

  it('leave every message in exactly one of the two tables, and a ledger that knows the sum', async () => {
    await mysql.query(
      `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
       SELECT 1, 'I', CONCAT('before ', seq), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) FROM seq_1_to_${rowsBefore}`,
    );
    const random = createRandom(seed);
    const stop = new AbortController();
    const writing = ['first', 'second'].map((name) => write(name, stop.signal));
    // The next one starts while this one works, which saves the time that Node takes to start.
    let next = startMover();
    for (let kill = 0; kill < kills; kill += 1) {
      const mover = next;
      await once(mover.stdout, 'data');
      next = startMover();
      await delay(random.between(0, 60));
      mover.kill('SIGKILL');
      await once(mover, 'exit');
    }
    next.kill('SIGKILL');
    await once(next, 'exit');
    stop.abort();
    const written = (await Promise.all(writing)).reduce((sum, one) => sum + one, rowsBefore);

    const both = 'SELECT chat_id, message FROM chatlogs UNION ALL SELECT chat_id, message FROM chatlogBackups';
    const texts = await number(`SELECT COUNT(DISTINCT BINARY message) AS n FROM (${both}) AS all_rows`);
    const ids = await number(`SELECT COUNT(DISTINCT chat_id) AS n FROM (${both}) AS all_rows`);
    const rows = await number(`SELECT COUNT(*) AS n FROM (${both}) AS all_rows`);
    expect({ texts, ids, rows }).toEqual({ texts: written, ids: written, rows: written });

    // It was killed at work, and again and again: else this test would show nothing.
    const moved = await number('SELECT COUNT(*) AS n FROM chatlogBackups');
    expect(moved).toBeGreaterThan(kills * 50);
    expect(await number('SELECT COUNT(*) AS n FROM chatlogs')).toBeGreaterThan(keepRows);
    expect(await number('SELECT SUM(moved) AS n FROM retention_runs')).toBe(moved);
    expect(await number("SELECT COUNT(*) AS n FROM retention_runs WHERE outcome = 'lost'")).toBeGreaterThan(kills / 2);

    const connect = () => openMoverConnection(mariadb.app);
    const limits = { keepRows, rooms: [], maxAgeSeconds: 86_400, chunkRows: 500, pauseRatio: 0 };
    const rest = { connect, limits, indexed: true, onChunk: () => {}, signal: new AbortController().signal };
    expect(await runMover(rest)).toBe('done');
    expect(await number('SELECT COUNT(*) AS n FROM chatlogs')).toBe(keepRows);
    expect(await number('SELECT COUNT(*) AS n FROM chatlogBackups')).toBe(written - keepRows);
  });
});
