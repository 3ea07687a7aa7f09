import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { migrate } from './migrate.ts';
import { migrations } from './migrations.ts';

const names = migrations.map(({ name }) => name);

describe('migrate', () => {
  let mariadb: TestMariadb;
  let mysql: Connection;
  beforeAll(async () => {
    mariadb = await startMariadb();
  });
  afterAll(() => mariadb?.stop());
  beforeEach(async () => {
    mysql = await createConnection(mariadb.app);
    for (const table of [
      'users',
      'chatlogs',
      'chatlogBackups',
      'badwords',
      'allowwords',
      'retention_runs',
      'schema_migrations',
      'sent_messages',
      'search_outbox',
      'search_rebuilds',
      'search_fulltext',
    ]) {
      await mysql.query(`DROP TABLE IF EXISTS ${table}`);
    }
  });
  afterEach(() => mysql.end());

  const rows = async (sql: string) => (await mysql.query<RowDataPacket[]>(sql))[0];
  const badwords = async () => (await rows('SELECT COUNT(*) AS n FROM badwords'))[0]?.n;

  it('makes the tables once, and does nothing the second time', async () => {
    expect(await migrate(mariadb.app)).toEqual(names);
    const words = await badwords();
    expect(words).toBeGreaterThan(0);
    expect(await migrate(mariadb.app)).toEqual([]);
    expect(await badwords()).toBe(words);
    const tables = (await rows('SHOW TABLES')).flatMap((row) => Object.values(row));
    expect(tables.sort()).toEqual([
      'allowwords',
      'badwords',
      'chatlogBackups',
      'chatlogs',
      'retention_runs',
      'schema_migrations',
      'search_fulltext',
      'search_outbox',
      'search_rebuilds',
      'sent_messages',
      'users',
    ]);
  });

  it('lets one of several starters do the work', async () => {
    const ran = await Promise.all(Array.from({ length: 4 }, () => migrate(mariadb.app)));
    expect(ran.flat()).toEqual(names);
    expect(await rows('SELECT name FROM schema_migrations ORDER BY id')).toEqual(names.map((name) => ({ name })));
  });

  it('goes on where a broken start ended, keeping what is there', async () => {
    await migrate(mariadb.app, migrations.slice(0, 1));
    await mysql.query(`INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
      VALUES (1, 'I', '😀', NOW(), NOW())`);
    // As if the process had died after the statements and before the note that they ran.
    await mysql.query('DELETE FROM schema_migrations');
    expect(await migrate(mariadb.app)).toEqual(names);
    expect(await rows('SELECT message FROM chatlogs')).toEqual([{ message: '😀' }]);
  });

  it('runs only new steps', async () => {
    await migrate(mariadb.app);
    const added = { id: 99, name: 'one more', statements: ['INSERT INTO badwords (badword) VALUES ("zounds")'] };
    expect(await migrate(mariadb.app, [...migrations, added])).toEqual(['one more']);
  });

  it('leaves a failed step to the next start, with the reason', async () => {
    const broken = { id: 99, name: 'broken', statements: ['ALTER TABLE nowhere ADD x INT'] };
    await expect(migrate(mariadb.app, [...migrations, broken])).rejects.toThrow(/nowhere/);
    expect(await migrate(mariadb.app)).toEqual([]);
  });
});
