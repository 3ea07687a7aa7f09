import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { metric } from '../metrics/declare.ts';
import { ask, type ExporterMariadb, startExporterMariadb } from '../test/support/exporter-mariadb.ts';
import { exporterGrantStatements } from './grants.ts';
import { proceduresOf } from './mysql/procedures.ts';

const secret = 'nobody else shall read this';

describe("the exporter's user", () => {
  let mariadb: ExporterMariadb;
  beforeAll(async () => {
    mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs' }] });
    await mariadb.makeTable('chatlogs');
    await mariadb.run(`INSERT INTO chatlogs (message) VALUES ('${secret}')`);
    await mariadb.run('CREATE TABLE users (user_id INT, nickname TEXT)');
    await mariadb.run('CREATE VIEW said AS SELECT message FROM chatlogs');
    await mariadb.run('CREATE SQL SECURITY DEFINER VIEW saidByOwner AS SELECT message FROM chatlogs');
    await mariadb.run(
      'CREATE FUNCTION firstSaid() RETURNS TEXT READS SQL DATA RETURN (SELECT MAX(message) FROM chatlogs)',
    );
    await mariadb.run('ANALYZE TABLE chatlogs PERSISTENT FOR ALL');
  });
  afterEach(() => mariadb.closeSessions());
  afterAll(() => mariadb.stop());

  const tries = (sql: string) => ask(mariadb.openSession().query, sql);

  it('reads ids and times, and knows when the table was made', async () => {
    expect(await tries('SELECT MAX(chat_id) AS id, COUNT(*) AS n FROM gapwatch.chatlogs')).toEqual([{ id: 1, n: 1 }]);
    expect(await tries('SELECT * FROM gapwatch.chatlogs')).toEqual([{ chat_id: 1, createdAt: null }]);
    expect(
      await tries("SELECT auto_increment AS next FROM information_schema.TABLES WHERE table_name = 'chatlogs'"),
    ).toContainEqual({ next: 2 });
  });

  it.each([
    // The table itself, by every way of asking that needs no other right.
    'SELECT message FROM fungap.chatlogs',
    'SELECT * FROM fungap.chatlogs',
    'SELECT message FROM gapwatch.chatlogs',
    'SELECT chat_id FROM fungap.chatlogs',
    'SELECT MAX(message) FROM fungap.chatlogs',
    "SELECT chat_id FROM fungap.chatlogs WHERE message LIKE 'n%'",
    'SELECT chat_id FROM fungap.chatlogs ORDER BY message',
    'SELECT COUNT(*) FROM fungap.chatlogs GROUP BY message',
    `SELECT chat_id FROM fungap.chatlogs JOIN (SELECT '${secret}' AS message) AS guess USING (message)`,
    `SELECT chat_id FROM gapwatch.chatlogs JOIN (SELECT '${secret}' AS message) AS guess USING (message)`,
    'SELECT chat_id FROM fungap.chatlogs PROCEDURE ANALYSE()',
    'HANDLER fungap.chatlogs OPEN AS rowwise',
    'HANDLER gapwatch.chatlogs OPEN AS rowwise',
    'CHECKSUM TABLE fungap.chatlogs',
    'CREATE TEMPORARY TABLE fungap.mine AS SELECT * FROM fungap.chatlogs',
    // What others have made of it.
    'SELECT * FROM fungap.said',
    'SELECT * FROM fungap.saidByOwner',
    'SELECT fungap.firstSaid()',
    'SELECT * FROM fungap.users',
    // Its statistics, and the logs of the server.
    'SELECT min_value FROM mysql.column_stats',
    'SELECT * FROM mysql.general_log',
    'SELECT * FROM mysql.slow_log',
    'SELECT * FROM mysql.user',
    'SHOW BINARY LOGS',
    'SHOW BINLOG EVENTS',
    'SHOW RELAYLOG EVENTS',
    "SELECT LOAD_FILE('/etc/hostname') INTO OUTFILE '/tmp/never'",
    // Statements on their way, and as they came.
    'SHOW ENGINE INNODB STATUS',
    'SELECT * FROM information_schema.INNODB_TRX',
    'SELECT * FROM information_schema.INNODB_LOCKS',
    'SELECT * FROM information_schema.INNODB_BUFFER_PAGE',
    'SELECT * FROM performance_schema.events_statements_current',
    'SELECT * FROM performance_schema.events_statements_history',
    'SELECT * FROM performance_schema.events_statements_history_long',
    'SELECT * FROM performance_schema.prepared_statements_instances',
    'SELECT * FROM performance_schema.threads',
    'SELECT * FROM performance_schema.events_statements_summary_by_digest',
    // What would let it do so later.
    'DELETE FROM fungap.chatlogs',
    'UPDATE fungap.chatlogs SET createdAt = NULL',
    'CREATE TABLE fungap.mine (a INT)',
    'DROP TABLE fungap.chatlogs',
    'CALL gapwatch.replication()',
    'SHOW ALL SLAVES STATUS',
    'CREATE PROCEDURE gapwatch.more() SELECT 1',
    'DROP PROCEDURE gapwatch.processes',
    'GRANT SELECT ON fungap.* TO gapwatch_exporter',
    "SET PASSWORD FOR 'gapwatch_definer'@'localhost' = PASSWORD('mine')",
    'SET GLOBAL general_log = ON',
    'INSTALL SONAME "server_audit"',
  ])('may not %s', async (sql) => {
    await expect(tries(sql)).rejects.toThrow(
      /denied|need \(at least one of\)|Unknown column 'message'|not of type 'BASE TABLE'|no such procedure for user/,
    );
  });

  it('sees neither in the list of processes nor by its procedures what others say', async () => {
    const other = await mariadb.connect();
    const saying = other.query(`SELECT SLEEP(60), '${secret}'`).catch((error: unknown) => error);
    await expect.poll(async () => JSON.stringify(await mariadb.run('SHOW FULL PROCESSLIST'))).toContain('SLEEP(60)');
    const { query } = mariadb.openSession();
    const routes = [
      'SHOW FULL PROCESSLIST',
      'SELECT * FROM information_schema.PROCESSLIST',
      'SHOW EXPLAIN FOR 1',
      ...proceduresOf('mariadb').map(({ name }) => `CALL gapwatch.${name}()`),
      'SELECT DIGEST_TEXT FROM performance_schema.events_statements_summary_by_digest',
      'SELECT * FROM information_schema.STATISTICS',
      'SHOW OPEN TABLES',
      'SHOW GLOBAL STATUS',
      'SHOW GLOBAL VARIABLES',
      'SHOW WARNINGS',
    ];
    for (const sql of routes) {
      const shown = JSON.stringify(await ask(query, sql).catch((error: unknown) => String(error)));
      expect(shown, sql).not.toContain(secret);
    }
    // That the other is there, it does see: in numbers.
    expect(await ask(query, 'CALL gapwatch.processes()')).toContainEqual(
      expect.objectContaining({ user: 'fungap', command: 'Query', threads: 1 }),
    );
    // The server would not notice for seconds that nobody waits for its answer.
    await mariadb.kill(other.threadId);
    await saying;
  });

  it('cannot be anybody else: the account that owns the procedures lets nobody in', async () => {
    const { host, port } = mariadb.server;
    await expect(createConnection({ host, port, user: 'gapwatch_definer' })).rejects.toThrow(/denied|locked/i);
  });
});

describe('the SQL that makes it', () => {
  const config = parseConfig({ tables: [{ name: 'talk', idColumn: 'id', timeColumn: 'at' }] }, 'gapwatch.config.ts');
  const account = "TO 'gapwatch_exporter'@'%';";

  it('can be read and run by an administrator, a statement a line', () => {
    const statements = exporterGrantStatements(config, 'mariadb');
    expect(statements.filter((statement) => !statement.includes(' PROCEDURE `gapwatch`.`'))).toEqual([
      'CREATE DATABASE IF NOT EXISTS `gapwatch`;',
      "CREATE USER IF NOT EXISTS 'gapwatch_definer'@'localhost' ACCOUNT LOCK;",
      "GRANT PROCESS, REFERENCES ON *.* TO 'gapwatch_definer'@'localhost';",
      "GRANT EXECUTE ON `gapwatch`.* TO 'gapwatch_definer'@'localhost';",
      "GRANT SELECT ON `mysql`.`innodb_table_stats` TO 'gapwatch_definer'@'localhost';",
      "GRANT SELECT (`id`, `at`) ON `fungap`.`talk` TO 'gapwatch_definer'@'localhost';",
      "CREATE OR REPLACE DEFINER = 'gapwatch_definer'@'localhost' SQL SECURITY DEFINER VIEW `gapwatch`.`talk` AS SELECT `id`, `at` FROM `fungap`.`talk`;",
      "CREATE USER IF NOT EXISTS 'gapwatch_exporter'@'%' IDENTIFIED BY '<the password in .lab/secrets/mysql-exporter>' WITH MAX_USER_CONNECTIONS 5;",
      "ALTER USER 'gapwatch_exporter'@'%' WITH MAX_USER_CONNECTIONS 5;",
      "REVOKE ALL PRIVILEGES, GRANT OPTION FROM 'gapwatch_exporter'@'%';",
      `GRANT SELECT ON \`mysql\`.\`innodb_table_stats\` ${account}`,
      expect.stringMatching(
        /^GRANT SELECT \(SCHEMA_NAME, DIGEST, DIGEST_TEXT, .*\) ON `performance_schema`.`events_statements_summary_by_digest` TO /,
      ),
      `GRANT SELECT ON \`gapwatch\`.\`talk\` ${account}`,
      `GRANT REFERENCES (\`id\`, \`at\`) ON \`fungap\`.\`talk\` ${account}`,
    ]);
    expect(statements).toContain(`GRANT EXECUTE ON PROCEDURE \`gapwatch\`.\`processes\` ${account}`);
    expect(statements.join('\n').match(/\n.*[^;]$/m)).toBeNull();
  });

  it('gives a connection more, and what they read, where there are statements of the user', () => {
    const families = [{ metric: metric.gauge('chat_rooms', { help: 'Rooms.' }), value: 'n' }];
    const reads = [
      { table: 'talk', columns: ['room', 'id'] },
      { database: 'other', table: 'rooms' },
    ];
    const query = { name: 'a', sql: 'SELECT 1 AS n', families, reads };
    const more = parseConfig({ exporter: { queries: [query] } }, 'gapwatch.config.ts');
    const statements = exporterGrantStatements(more, 'mariadb');
    expect(statements.join()).toContain('MAX_USER_CONNECTIONS 7;');
    expect(statements.slice(-2)).toEqual([
      `GRANT SELECT (\`room\`, \`id\`) ON \`fungap\`.\`talk\` ${account}`,
      `GRANT SELECT ON \`other\`.\`rooms\` ${account}`,
    ]);
  });

  const replicating = parseConfig(
    { exporter: { collectors: { mysql_replication: { enabled: true } } } },
    'gapwatch.config.ts',
  );

  it('gives the right to see replication, and with it the statement that broke it off, only where that is wanted', () => {
    expect(exporterGrantStatements(config, 'mariadb').join()).not.toMatch(/SLAVE MONITOR|replication/);
    const statements = exporterGrantStatements(replicating, 'mariadb');
    expect(statements).toContain("GRANT PROCESS, REFERENCES, SLAVE MONITOR ON *.* TO 'gapwatch_definer'@'localhost';");
    expect(statements).toContain(
      "CREATE OR REPLACE DEFINER = 'gapwatch_definer'@'localhost' PROCEDURE `gapwatch`.`replication`() READS SQL DATA SQL SECURITY DEFINER SHOW ALL SLAVES STATUS;",
    );
  });

  it.each(['mysql8', 'mysql57'] as const)('lets %s itself show how replication goes', (server) => {
    expect(exporterGrantStatements(config, server).join()).not.toContain('REPLICATION CLIENT');
    const statements = exporterGrantStatements(replicating, server);
    expect(statements).toContain(`GRANT REPLICATION CLIENT ON *.* ${account}`);
    expect(statements.join()).not.toMatch(/SLAVE MONITOR|CREATE OR REPLACE DEFINER = \S+ PROCEDURE|replication`/);
    expect(statements).toContain('DROP PROCEDURE IF EXISTS `gapwatch`.`processes`;');
  });

  it.each([
    ['mysql8', /INNODB_TABLESPACES .*INNODB_TABLESTATS\b/, /INNODB_SYS_|ENABLED = 1/],
    ['mysql57', /INNODB_SYS_TABLESPACES .*INNODB_SYS_TABLESTATS\b/, /INNODB_TABLE|ENABLED = 1/],
    ['mariadb', /INNODB_SYS_TABLESPACES .*INNODB_SYS_TABLESTATS\b/, /INNODB_TABLE|STATUS = 'enabled'/],
  ] as const)('calls the tables of %s as it calls them', (server, has, hasNot) => {
    const text = exporterGrantStatements(config, server).join(' ');
    expect(text).toMatch(has);
    expect(text).not.toMatch(hasNot);
  });

  it('never gives what shows a statement with its values', () => {
    for (const server of ['mariadb', 'mysql8', 'mysql57'] as const) {
      const text = exporterGrantStatements(config, server).join(' ');
      expect(text).not.toMatch(/QUERY_SAMPLE_TEXT|\bINFO\b|SHOW PROCESSLIST|trx_query/i);
      expect(text).not.toMatch(/GRANT [^;]*(PROCESS|SUPER|ALL)[^;]* TO 'gapwatch_exporter'/);
    }
  });
});
