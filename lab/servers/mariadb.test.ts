import { stat } from 'node:fs/promises';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

describe('mariadb', () => {
  let server: TestMariadb;
  beforeAll(async () => {
    server = await startMariadb();
  });
  afterAll(() => server.stop());

  it('lets the app use its database', async () => {
    const connection = await createConnection(server.app);
    await connection.query('CREATE TABLE a (b INT)');
    await connection.query('INSERT INTO a VALUES (7)');
    expect((await connection.query('SELECT b FROM a'))[0]).toEqual([{ b: 7 }]);
    await connection.end();
  });

  it('keeps passwords to the owner', async () => {
    expect((await stat(server.appPasswordFile)).mode & 0o777).toBe(0o600);
  });
});
