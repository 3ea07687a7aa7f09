import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { openMoverConnection } from '../retention/connection.ts';
import { openHistory } from '../retention/history.ts';
import { runMover } from '../retention/run.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import type { Database } from './database.ts';
import { migrate } from './migrate.ts';
import { openDatabase } from './pool.ts';
import { openRemoval } from './removal.ts';

describe('the removal of a message', () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  let database: Database;
  beforeAll(async () => {
    mariadb = await startMariadb();
    await migrate(mariadb.app);
    mysql = await createConnection(mariadb.app);
    database = openDatabase(mariadb.app, { size: 10, telemetry: createTelemetry(), worker: '1' });
  });
  afterAll(async () => {
    await database?.end(500);
    mysql?.destroy();
    await mariadb?.stop();
  });
  beforeEach(async () => {
    for (const table of ['chatlogs', 'chatlogBackups', 'search_outbox']) await mysql.query(`TRUNCATE ${table}`);
    await mysql.query(
      `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
       SELECT 1, 'I', CONCAT('m', seq), '2026-01-01', '2026-01-01' FROM seq_1_to_100`,
    );
  });

  const rows = async (sql: string) => (await mysql.query<RowDataPacket[]>(sql))[0];
  const ids = async (sql: string) => (await rows(sql)).map(({ id }) => Number(id));
  const move = (keepRows: number, chunkRows = 100) =>
    runMover({
      connect: () => openMoverConnection(mariadb.app),
      limits: { keepRows, rooms: [], maxAgeSeconds: 1e9, chunkRows, pauseRatio: 0 },
      indexed: false,
      onChunk: () => {},
      signal: new AbortController().signal,
    });
  const read = async () => (await openHistory(database)('I', { after: 0, limit: 200 })).map(({ chat_id }) => chat_id);
  const outbox = () => ids('SELECT chat_id AS id FROM search_outbox ORDER BY seq');

  it('keeps it in the backup with its reason, where nobody reads it, and tells the search', async () => {
    const remove = openRemoval(database, { indexed: true });
    expect(await remove(7, 1)).toBe('I');
    expect(await ids('SELECT chat_id AS id FROM chatlogs WHERE chat_id = 7')).toEqual([]);
    expect(
      await rows(`SELECT user_id, room_name, message, DATE_FORMAT(createdAt, '%Y-%m-%d') AS created,
        updatedAt > createdAt AS later, reason, rule FROM chatlogBackups`),
    ).toEqual([
      {
        user_id: 1,
        room_name: 'I',
        message: 'm7',
        created: '2026-01-01',
        later: 1,
        reason: 'removed',
        rule: null,
      },
    ]);
    expect(await read()).not.toContain(7);
    expect(await outbox()).toEqual([7]);
  });

  it('takes one that was moved already', async () => {
    await move(50);
    expect(await read()).toContain(7);
    expect(await openRemoval(database, { indexed: true })(7, 1)).toBe('I');
    expect(await read()).not.toContain(7);
    expect(await rows('SELECT reason FROM chatlogBackups WHERE chat_id = 7')).toEqual([{ reason: 'removed' }]);
    expect(await outbox()).toEqual([7]);
  });

  it("leaves alone what is another's, unknown, kept back or removed already", async () => {
    await mysql.query('UPDATE chatlogs SET user_id = 2 WHERE chat_id = 8');
    await move(50);
    await mysql.query("UPDATE chatlogBackups SET reason = 'badword', rule = 'x' WHERE chat_id = 9");
    const remove = openRemoval(database, { indexed: true });
    await remove(10, 1);
    for (const id of [8, 9, 10, 1_000, 0, Number.MAX_SAFE_INTEGER]) expect(await remove(id, 1)).toBeUndefined();
    expect(await outbox()).toEqual([10]);
    expect(await rows('SELECT chat_id AS id, reason FROM chatlogBackups WHERE reason IS NOT NULL')).toEqual([
      { id: 9, reason: 'badword' },
      { id: 10, reason: 'removed' },
    ]);
  });

  it('does not hold up new messages by looking for an id that is not there yet', async () => {
    const insert = await createConnection(mariadb.app);
    await insert.query('START TRANSACTION');
    const [{ insertId }] = await insert.query<ResultSetHeader>(
      "INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt) VALUES (1, 'I', 'new', NOW(), NOW())",
    );
    // It would wait for the end of the other transaction, and MySQL would refuse it.
    expect(await openRemoval(database, { indexed: true })(insertId, 1)).toBeUndefined();
    await insert.query('COMMIT');
    await insert.end();
    expect(await read()).toContain(insertId);
  });

  it('happens once, and to every message, though many ask and the mover is at work', async () => {
    const remove = openRemoval(database, { indexed: true });
    const all = Array.from({ length: 100 }, (_, i) => i + 1);
    const [moved, ...removed] = await Promise.all([move(5, 3), ...all.flatMap((id) => [remove(id, 1), remove(id, 1)])]);
    expect(moved).toBe('done');
    expect(removed.filter((room) => room === 'I')).toHaveLength(100);
    expect(await read()).toEqual([]);
    expect(await ids('SELECT chat_id AS id FROM chatlogs')).toEqual([]);
    expect(await ids("SELECT chat_id AS id FROM chatlogBackups WHERE reason = 'removed' ORDER BY id")).toEqual(all);
    expect((await outbox()).sort((a, b) => a - b)).toEqual(all);
  });

  it('tells nobody of a search that is left out', async () => {
    expect(await openRemoval(database, { indexed: false })(7, 1)).toBe('I');
    expect(await outbox()).toEqual([]);
  });
});
