import { type Connection, createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import type { Log } from '../logging/log.ts';
import type { Database } from '../storage/database.ts';
import { migrate } from '../storage/migrate.ts';
import { openDatabase } from '../storage/pool.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { searchByFulltext } from './by-fulltext.ts';
import { startFulltext } from './fulltext.ts';

const log: Log = { error: console.error, warn: console.error, info: () => {}, debug: () => {} };

describe('the full-text index', () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  let database: Database;
  let stop: (() => Promise<void>) | undefined;
  beforeAll(async () => {
    mariadb = await startMariadb();
    await migrate(mariadb.app);
    mysql = await createConnection(mariadb.app);
    database = openDatabase(mariadb.app, { size: 2, telemetry: createTelemetry(), worker: '1' });
  });
  afterAll(async () => {
    mysql?.destroy();
    await database?.end(500);
    await mariadb?.stop();
  });
  beforeEach(async () => {
    for (const table of ['chatlogs', 'search_fulltext']) await mysql.query(`TRUNCATE ${table}`);
  });
  afterEach(async () => {
    await stop?.();
    stop = undefined;
  });

  const start = () => {
    stop = startFulltext({ login: mariadb.app, log });
  };
  const store = async (connection: Connection, texts: readonly string[]) => {
    const [{ insertId }] = await connection.query<ResultSetHeader>(
      `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
       VALUES ${texts.map(() => "(1, 'I', ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))").join(', ')}`,
      [...texts],
    );
    return insertId;
  };
  const found = async (keyword: string) =>
    (await searchByFulltext(database)({ keyword, limit: 50 })).map(({ message }) => message);
  const rowsOf = async (table: string) =>
    (await mysql.query<RowDataPacket[]>(`SELECT COUNT(*) AS n FROM ${table}`))[0][0]?.n;
  const tablesNow = async () =>
    (await mysql.query<RowDataPacket[]>("SHOW TABLES LIKE 'search\\_fulltext%'"))[0].flatMap((row) =>
      Object.values(row),
    );

  it('has what was there before, and what comes', async () => {
    await store(mysql, ['김치찌개 먹자', 'There will be rain']);
    start();
    await until('It has both', async () => (await found('will')).length === 1);
    expect(await found('김치')).toEqual(['김치찌개 먹자']);
    await store(mysql, ['김치볶음밥']);
    await until('It has the new one', async () => (await found('김치')).length === 2);
    expect(await found('김치')).toEqual(['김치볶음밥', '김치찌개 먹자']);
    // All words, and each from its beginning.
    expect(await found('RAIN the')).toEqual(['There will be rain']);
    expect(await found('rain snow')).toEqual([]);
    expect(await found('찌개')).toEqual([]);
  });

  it('has a message too whose transaction ended after that of a later one', async () => {
    start();
    await until('It works', async () => (await tablesNow()).length === 1);
    const slow = await createConnection(mariadb.app);
    await slow.beginTransaction();
    await store(slow, ['slow message']);
    await store(mysql, ['quick message']);
    await until('It has the later one', async () => (await found('quick')).length === 1);
    await slow.commit();
    await slow.end();
    await until('It has the earlier one', async () => (await found('slow')).length === 1);
  });

  it('leaves out what is gone, and is made anew when that is most of it', async () => {
    const texts = Array.from({ length: 2_500 }, (_, i) => `message${i} of many`);
    await store(mysql, texts);
    start();
    await until('It has all', async () => (await rowsOf('search_fulltext')) === 2_500);
    await mysql.query('DELETE FROM chatlogs ORDER BY chat_id LIMIT 2400');
    expect(await found('message7')).toEqual([]);
    await until('It is made anew', async () => (await rowsOf('search_fulltext')) === 100, 60_000);
    expect(await found('message2450')).toEqual(['message2450 of many']);
  });

  it('clears up after one that was killed, and lets one work at a time', async () => {
    await mysql.query('CREATE TABLE search_fulltext_next LIKE search_fulltext');
    await mysql.query('CREATE TABLE search_fulltext_old LIKE search_fulltext');
    await store(mysql, ['kept']);
    start();
    await until('It works', async () => (await tablesNow()).length === 1 && (await found('kept')).length === 1);
    const holder = async () =>
      (await mysql.query<RowDataPacket[]>('SELECT IS_USED_LOCK(?) AS id', [`fulltext:${mariadb.app.database}`]))[0][0]
        ?.id;
    const first = await holder();
    const other = startFulltext({ login: mariadb.app, log });
    await stop?.();
    stop = other;
    await until('The other takes over', async () => ![null, first].includes(await holder()));
  });

  it('raises no error, whatever is looked for', async () => {
    await store(mysql, ['a b c']);
    start();
    await until('It works', async () => (await found('a')).length === 1);
    let state = 7;
    const random = (below: number) => {
      state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Math.floor((state / 2_147_483_648) * below);
    };
    const signs = [...'+-<>()~*"@\'\\%_ ab가김\u0000\u0301\u200d😀ßİ१'];
    for (let i = 0; i < 400; i++) {
      const length = 1 + random(8);
      const keyword = Array.from({ length }, () =>
        random(4) > 0 ? signs[random(signs.length)] : String.fromCodePoint(1 + random(0xd7ff)),
      ).join('');
      expect(Array.isArray(await found(keyword))).toBe(true);
    }
  });
});
