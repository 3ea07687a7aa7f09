import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { migrate } from '../storage/migrate.ts';
import { messageColumns } from './chunk.ts';
import { openMoverConnection } from './connection.ts';
import type { Limits } from './limits.ts';
import { type RunOptions, runMover } from './run.ts';

const day = 86_400;
const generous: Limits = { rooms: ['I', 'E'], maxAgeSeconds: 10 * day, chunkRows: 500, pauseRatio: 0 };

describe('a run of the mover', () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  beforeAll(async () => {
    mariadb = await startMariadb();
    await migrate(mariadb.app);
    mysql = await createConnection(mariadb.app);
  });
  afterAll(async () => {
    mysql?.destroy();
    await mariadb?.stop();
  });
  beforeEach(async () => {
    for (const table of ['chatlogs', 'chatlogBackups', 'retention_runs', 'search_outbox'])
      await mysql.query(`TRUNCATE ${table}`);
  });

  const rows = async (sql: string) => (await mysql.query<RowDataPacket[]>(sql))[0];
  /** Adds messages `text 1`, `text 2`, … to a room, of a number of seconds ago. */
  const talk = (count: number, { room = 'I', ageSeconds = 0, text = 'text' } = {}) =>
    mysql.query(
      `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
       SELECT 1, ?, CONCAT(?, ' ', seq), UTC_TIMESTAMP(3) - INTERVAL ? SECOND, UTC_TIMESTAMP(3) FROM seq_1_to_${count}`,
      [room, text, ageSeconds],
    );
  const texts = async (table: 'chatlogs' | 'chatlogBackups') =>
    (await rows(`SELECT message FROM ${table} ORDER BY chat_id`)).map(({ message }) => String(message));
  const counts = async () =>
    (await rows('SELECT (SELECT COUNT(*) FROM chatlogs) AS live, (SELECT COUNT(*) FROM chatlogBackups) AS backup'))[0];
  const ledger = () =>
    rows('SELECT moved, deleted, outcome, endedAt IS NULL AS open FROM retention_runs ORDER BY run_id');
  const run = (limits: Partial<Limits> = {}, options: Partial<RunOptions> = {}) =>
    runMover({
      connect: () => openMoverConnection(mariadb.app),
      limits: { ...generous, ...limits },
      indexed: true,
      onChunk: () => {},
      signal: new AbortController().signal,
      ...options,
    });

  it('has nothing to do in an empty table, and says so in the ledger', async () => {
    expect(await run({ keepRows: 1, roomRows: 1 })).toBe('done');
    expect(await ledger()).toEqual([{ moved: 0, deleted: 0, outcome: 'done', open: 0 }]);
  });

  it('moves the oldest above the cap, each with every column, and a second run moves nothing', async () => {
    await talk(1_203);
    const list = messageColumns.join(', ');
    const before = await rows(`SELECT ${list} FROM chatlogs ORDER BY chat_id`);
    const chunks: unknown[] = [];
    const onChunk: RunOptions['onChunk'] = (reason, { moved, deleted }) => chunks.push({ reason, moved, deleted });
    expect(await run({ keepRows: 100 }, { onChunk })).toBe('done');
    expect(chunks).toEqual([500, 500, 103].map((moved) => ({ reason: 'cap', moved, deleted: moved })));
    expect(await run({ keepRows: 100 })).toBe('done');
    expect(await rows(`SELECT ${list} FROM chatlogBackups ORDER BY chat_id`)).toEqual(before.slice(0, 1_103));
    expect(await rows(`SELECT ${list} FROM chatlogs ORDER BY chat_id`)).toEqual(before.slice(1_103));
    expect(await ledger()).toMatchObject([
      { moved: 1_103, deleted: 1_103, outcome: 'done' },
      { moved: 0, deleted: 0, outcome: 'done' },
    ]);
  });

  it('tells the search of what it moves, and of nothing else', async () => {
    await talk(25);
    const outbox = async () => (await rows('SELECT chat_id AS id FROM search_outbox ORDER BY seq')).map(({ id }) => id);
    expect(await run({ keepRows: 20, chunkRows: 3 })).toBe('done');
    expect(await outbox()).toEqual([1, 2, 3, 4, 5]);
    await mysql.query('TRUNCATE search_outbox');
    // The backup has another message of this id, so that the live one stays.
    await mysql.query('INSERT INTO chatlogBackups SELECT *, NULL, NULL FROM chatlogs WHERE chat_id = 7');
    await mysql.query("UPDATE chatlogBackups SET message = 'another' WHERE chat_id = 7");
    expect(await run({ keepRows: 15 })).toBe('mismatch');
    expect(await outbox()).toEqual([6, 8, 9, 10]);
    await mysql.query('TRUNCATE search_outbox');
    expect(await run({ keepRows: 5 }, { indexed: false })).toBe('mismatch');
    expect(await outbox()).toEqual([]);
  });

  it('knows every column that the live table has', async () => {
    const columns = await rows(
      "SELECT column_name AS name FROM information_schema.columns WHERE table_schema = DATABASE() AND table_name = 'chatlogs'",
    );
    expect(columns.map(({ name }) => name).sort()).toEqual([...messageColumns].sort());
  });

  it('moves what is too old, also where a newer message has a lower id', async () => {
    await talk(2, { ageSeconds: 9 * day, text: 'new' });
    await talk(3, { ageSeconds: 11 * day, text: 'old' });
    await talk(1, { text: 'newest' });
    expect(await run()).toBe('done');
    expect(await texts('chatlogBackups')).toEqual(['old 1', 'old 2', 'old 3']);
    expect(await texts('chatlogs')).toEqual(['new 1', 'new 2', 'newest 1']);
  });

  it("moves a room's oldest above the limit of rooms, and leaves quiet rooms alone", async () => {
    await talk(3, { room: 'E', text: 'quiet' });
    await talk(7, { room: 'I', text: 'loud' });
    expect(await run({ roomRows: 4 })).toBe('done');
    expect(await texts('chatlogBackups')).toEqual(['loud 1', 'loud 2', 'loud 3']);
    expect(await counts()).toEqual({ live: 7, backup: 3 });
  });

  it('does nothing while another mover has the lock, and goes on when that one is gone', async () => {
    await talk(10);
    const other = await openMoverConnection(mariadb.app);
    expect(await run({ keepRows: 1 })).toBe('skipped');
    expect(await counts()).toEqual({ live: 10, backup: 0 });
    expect(await ledger()).toEqual([]);
    await other?.close();
    expect(await run({ keepRows: 1 })).toBe('done');
    expect(await counts()).toEqual({ live: 1, backup: 9 });
  });

  it('deletes what the backup has already, as after an end that nobody heard of', async () => {
    await talk(5);
    const list = messageColumns.join(', ');
    await mysql.query(`INSERT INTO chatlogBackups (${list}) SELECT ${list} FROM chatlogs WHERE chat_id <= 3`);
    expect(await run({ keepRows: 1 })).toBe('done');
    expect(await texts('chatlogBackups')).toEqual(['text 1', 'text 2', 'text 3', 'text 4']);
    expect(await texts('chatlogs')).toEqual(['text 5']);
  });

  it('keeps both messages where the backup has another one of the same id, and moves the rest', async () => {
    await talk(3, { text: 'before' });
    await run({ keepRows: 1 });
    // The ids begin anew.
    await mysql.query('TRUNCATE chatlogs');
    await talk(6, { text: 'after' });
    expect(await run({ keepRows: 1, chunkRows: 2 })).toBe('mismatch');
    expect(await texts('chatlogBackups')).toEqual(['before 1', 'before 2', 'after 3', 'after 4', 'after 5']);
    expect(await texts('chatlogs')).toEqual(['after 1', 'after 2', 'after 6']);
    expect((await ledger()).at(-1)).toEqual({ moved: 5, deleted: 3, outcome: 'mismatch', open: 0 });
  });

  it('does not wait for messages that somebody holds, and leaves them to the next run', async () => {
    await talk(6);
    const holder = await createConnection(mariadb.app);
    await holder.query('START TRANSACTION');
    await holder.query('SELECT * FROM chatlogs WHERE chat_id = 2 FOR UPDATE');
    expect(await run({ keepRows: 3 })).toBe('done');
    expect(await texts('chatlogs')).toEqual(['text 2', 'text 4', 'text 5', 'text 6']);
    await holder.end();
    expect(await run({ keepRows: 3 })).toBe('done');
    expect(await counts()).toEqual({ live: 3, backup: 3 });
  });

  it('stops after the transaction under way, and the next run goes on', async () => {
    await talk(50);
    const stop = new AbortController();
    const limits = { keepRows: 1, chunkRows: 10, pauseRatio: 100 };
    expect(await run(limits, { signal: stop.signal, onChunk: () => stop.abort() })).toBe('stopped');
    expect(await counts()).toEqual({ live: 40, backup: 10 });
    expect(await run({ keepRows: 1 })).toBe('done');
    expect(await counts()).toEqual({ live: 1, backup: 49 });
  });

  it('goes on after MySQL was lost in the middle, and tells the broken run as lost', async () => {
    await talk(50);
    const connect = async () => {
      const connection = await openMoverConnection(mariadb.app);
      if (!connection) return undefined;
      let chunks = 0;
      return {
        ...connection,
        transaction: <T>(work: () => Promise<T>) =>
          connection.transaction(async () => {
            const result = await work();
            chunks += 1;
            // After all has been done, and before it is made to last.
            if (chunks === 2) await mariadb.kill();
            return result;
          }),
      };
    };
    await expect(run({ keepRows: 1, chunkRows: 10 }, { connect })).rejects.toThrow();
    mysql.destroy();
    await mariadb.start();
    mysql = await createConnection(mariadb.app);
    expect(await counts()).toEqual({ live: 40, backup: 10 });
    expect(await run({ keepRows: 1 })).toBe('done');
    expect(await counts()).toEqual({ live: 1, backup: 49 });
    expect(await ledger()).toEqual([
      { moved: 10, deleted: 10, outcome: 'lost', open: 1 },
      { moved: 39, deleted: 39, outcome: 'done', open: 0 },
    ]);
  });
});
