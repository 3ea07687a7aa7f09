import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { ask, type ExporterMariadb, startExporterMariadb } from '../test/support/exporter-mariadb.ts';
import { exporterGrantStatements } from './grants.ts';

describe("the exporter's user", () => {
  let mariadb: ExporterMariadb;
  beforeAll(async () => {
    mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs' }] });
    await mariadb.makeTable('chatlogs');
    await mariadb.run("INSERT INTO chatlogs (message) VALUES ('secret')");
    await mariadb.run('CREATE TABLE users (user_id INT, nickname TEXT)');
  });
  afterEach(() => mariadb.closeSessions());
  afterAll(() => mariadb.stop());

  const tries = (sql: string) => ask(mariadb.openSession().query, sql);

  it('reads ids and times', async () => {
    expect(await tries('SELECT MAX(chat_id) AS id, COUNT(*) AS n FROM fungap.chatlogs')).toEqual([{ id: 1, n: 1 }]);
  });

  it('does not see what others are asking', async () => {
    const other = await mariadb.connect();
    const asking = other.query("SELECT SLEEP(60), 'secret words'").catch((error: unknown) => error);
    const statements = 'SELECT user, info FROM information_schema.processlist WHERE info IS NOT NULL';
    await expect
      .poll(() => mariadb.run(statements))
      .toContainEqual({ user: 'fungap', info: "SELECT SLEEP(60), 'secret words'" });
    expect(new Set((await tries(statements)).map(({ user }) => user))).toEqual(new Set(['gapwatch_exporter']));
    other.destroy();
    await asking;
  });

  it.each([
    'SELECT message FROM fungap.chatlogs',
    'SELECT * FROM fungap.chatlogs',
    "SELECT COUNT(*) FROM fungap.chatlogs WHERE message LIKE 's%'",
    'SELECT * FROM fungap.users',
    'SELECT * FROM mysql.user',
    'DELETE FROM fungap.chatlogs',
    'UPDATE fungap.chatlogs SET createdAt = NULL',
    'CREATE TABLE fungap.mine (a INT)',
    'DROP TABLE fungap.chatlogs',
  ])('may not %s', async (sql) => {
    await expect(tries(sql)).rejects.toThrow(/command denied/);
  });
});

it('is made by statements that an administrator can read and run', () => {
  const config = parseConfig({ tables: [{ name: 'talk', idColumn: 'id', timeColumn: 'at' }] }, 'gapwatch.config.ts');
  expect(exporterGrantStatements(config)).toEqual([
    "CREATE USER IF NOT EXISTS 'gapwatch_exporter'@'%' IDENTIFIED BY '<the password in .lab/secrets/mysql-exporter>' WITH MAX_USER_CONNECTIONS 3;",
    "GRANT SELECT ON `mysql`.`innodb_table_stats` TO 'gapwatch_exporter'@'%';",
    "GRANT SELECT (`id`, `at`) ON `fungap`.`talk` TO 'gapwatch_exporter'@'%';",
  ]);
});
