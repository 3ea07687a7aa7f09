import { existsSync } from 'node:fs';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { metric } from '../../metrics/declare.ts';
import { renderSamples } from '../../metrics/samples.ts';
import { ask, type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { mysqldExporter, startMysqldExporter } from '../../test/support/start-mysqld-exporter.ts';
import { makeCollectors } from '../collectors.ts';
import { startDeadline } from '../engine/deadline.ts';
import { makeEngine } from '../engine/engine.ts';
import { proceduresOf } from './procedures.ts';

const secret = 'nobody else shall read this';

const told = (name: string) => [{ metric: metric.gauge(name, { help: 'Test.' }), value: 'n' }];

/** Statements of the user's: one that is well, and one that never ends. */
const counts = {
  name: 'counts',
  sql: 'WITH few AS (SELECT chat_id FROM fungap.other LIMIT 5) SELECT COUNT(*) AS n FROM few',
  families: told('test_counted'),
  reads: [{ table: 'other', columns: ['chat_id'] }],
};
const tables = ['a', 'b', 'c', 'd'].map((name) => `information_schema.COLLATIONS ${name}`).join();
const long = {
  name: 'long',
  timeoutSeconds: 1,
  sql: `WITH all_of_them AS (SELECT COUNT(*) AS n FROM ${tables}) SELECT n FROM all_of_them`,
  families: told('test_long'),
};

let mysql: ExporterMariadb;
let source: TestMariadb;
let admin: Connection;
beforeAll(async () => {
  source = await startMariadb(undefined, ['--server-id=1', '--log-bin=binlog'], 'mysql8');
  const there = await createConnection(source.admin);
  await there.query("CREATE USER follower IDENTIFIED WITH mysql_native_password BY 'follows'");
  await there.query('GRANT REPLICATION SLAVE ON *.* TO follower');
  // Else the accounts of the one would become those of the other.
  await there.query('RESET MASTER');
  await there.end();
  mysql = await startExporterMariadb(
    {
      tables: [{ name: 'chatlogs' }],
      exporter: { collectors: { mysql_replication: { enabled: true } }, queries: [counts, long] },
    },
    'mysql8',
  );
  await mysql.makeTable('chatlogs');
  await mysql.makeTable('other');
  await mysql.run(`INSERT INTO chatlogs (message, createdAt) VALUES ('${secret}', '2024-05-06 07:08:09.250')`);
  await mysql.run('CREATE TABLE `대화-$` (id INT PRIMARY KEY, text VARCHAR(200), INDEX (text))');
  const rows = Array.from({ length: 2_000 }, (_, i) => [i, String(i).repeat(20).slice(0, 200)]);
  await mysql.run('INSERT INTO `대화-$` VALUES ?', [rows]);
  await mysql.run(
    'CREATE TABLE parted (id INT PRIMARY KEY) PARTITION BY RANGE (id) (PARTITION few VALUES LESS THAN (100), PARTITION more VALUES LESS THAN MAXVALUE)',
  );
  await mysql.run('INSERT INTO parted VALUES ?', [Array.from({ length: 1_000 }, (_, i) => [i])]);
  await mysql.run('ANALYZE TABLE `대화-$`, parted');
  admin = await createConnection(mysql.server.admin);
  await admin.query('SET GLOBAL server_id = 2');
  await admin.query(
    `CHANGE REPLICATION SOURCE TO SOURCE_HOST = '127.0.0.1', SOURCE_PORT = ${source.port}, SOURCE_USER = 'follower',
      SOURCE_PASSWORD = 'follows', SOURCE_CONNECT_RETRY = 1 FOR CHANNEL 'chat'`,
  );
  await admin.query("START REPLICA FOR CHANNEL 'chat'");
});
afterEach(() => mysql.closeSessions());
afterAll(async () => {
  await admin?.end();
  await mysql?.stop();
  await source?.stop();
});

const ofServer = /^(mysql|chat)_/;

/** The page of some collectors, and what was said of it. */
const scrape = async (which = ofServer) => {
  const log: string[] = [];
  const ofMysql = makeCollectors(mysql.config).map((one) => ({ ...one, enabled: which.test(one.name) }));
  const engine = makeEngine(ofMysql, (_, sentence) => log.push(sentence));
  try {
    const page = renderSamples(await engine.scrape(20_000));
    return { page, log, outcomes: engine.outcomes() };
  } finally {
    await engine.close();
  }
};

const valueIn = (page: string, series: string): number =>
  Number(
    page
      .split('\n')
      .find((line) => line.startsWith(`${series} `))
      ?.slice(series.length + 1) ?? Number.NaN,
  );

it('is read whole with what the grants give', async () => {
  const { page, log, outcomes } = await scrape();
  expect(log).toEqual([]);
  expect(outcomes.map(({ name, state }) => `${name} ${state}`)).toEqual(
    makeCollectors(mysql.config)
      .filter(({ name }) => ofServer.test(name))
      .map(({ name }) => `${name} succeeded`),
  );
  expect(page).toMatch(
    /^mysql_version_info\{innodb_version="8\.0\.\d+",version="8\.0\.\d+",version_comment="MySQL.*"\} 1$/m,
  );
  expect(page).not.toContain(secret);
});

it('tells chat tables as they are, also an empty one', async () => {
  const { page } = await scrape();
  expect(valueIn(page, 'chat_table_last_id{table="chatlogs"}')).toBe(1);
  expect(valueIn(page, 'chat_table_oldest_row_timestamp_seconds{table="chatlogs"}')).toBe(1_714_979_289.25);
});

it('tells sizes whatever the name, and of a table in parts as of one', async () => {
  const { page } = await scrape();
  const of = (name: string, table: string) => valueIn(page, `mysql_table_${name}{schema="fungap",table="${table}"}`);
  expect(of('file_size_bytes', '대화-$')).toBeGreaterThan(200_000);
  expect(of('rows_estimate', '대화-$')).toBeCloseTo(2_000, -3);
  expect(of('rows_estimate', 'parted')).toBeCloseTo(1_000, -2);
  expect(page).not.toMatch(/schema="(mysql|sys)"|#p#/i);
});

it('tells how replication goes, in the words that dashboards know', async () => {
  const [rows] = await createConnection(source.admin).then(async (there) => {
    const found = await there.query<RowDataPacket[]>('SELECT @@server_uuid AS uuid');
    await there.end();
    return found;
  });
  const labels = `{master_host="127.0.0.1",master_uuid="${rows[0]?.uuid}",channel_name="chat",connection_name=""}`;
  const told = async () => {
    const { page } = await scrape();
    return ['slave_io_running', 'slave_sql_running', 'seconds_behind_master', 'master_port'].map((name) =>
      valueIn(page, `mysql_slave_status_${name}${labels}`),
    );
  };
  await expect.poll(told).toEqual([1, 1, 0, source.port]);
});

/** What runs now of the statement that never ends. */
const running = async () => {
  const [rows] = await admin.query<RowDataPacket[]>('SELECT info FROM information_schema.PROCESSLIST');
  return rows.filter(({ info }) => String(info).includes(tables)).length;
};

it('ends a statement at its deadline itself', async () => {
  const deadline = startDeadline(1_500);
  // SLEEP would do too, but gives a row when it is ended.
  const asked = mysql.openSession().query(`SELECT COUNT(*) FROM ${tables}`, [], deadline);
  await expect(asked).rejects.toThrow('ended the statement at its deadline.');
  deadline.end();
  expect(await running()).toBe(0);
});

it("ends a statement of the user's, also a WITH, and goes on with the others", async () => {
  const { page, log } = await scrape(/^custom_queries$/);
  expect(page).toContain('\ntest_counted 0\n');
  expect(page).not.toContain('\ntest_long');
  // For a WITH the server has one limit with the client: either may be the first to see it.
  expect(log.join()).toMatch(
    /Query long failed: MySQL at \S+ (ended the statement at its deadline|did not answer in time)\./,
  );
  await expect.poll(running).toBe(0);
});

describe("the exporter's user", () => {
  it.each([
    'SELECT message FROM fungap.chatlogs',
    'SELECT * FROM fungap.chatlogs',
    'SELECT message FROM gapwatch.chatlogs',
    "SELECT chat_id FROM fungap.chatlogs WHERE message LIKE 'n%'",
    `SELECT chat_id FROM fungap.chatlogs JOIN (SELECT '${secret}' AS message) AS guess USING (message)`,
    `SELECT chat_id FROM gapwatch.chatlogs JOIN (SELECT '${secret}' AS message) AS guess USING (message)`,
    'TABLE fungap.chatlogs',
    'HANDLER fungap.chatlogs OPEN AS rowwise',
    'HANDLER gapwatch.chatlogs OPEN AS rowwise',
    'CHECKSUM TABLE fungap.chatlogs',
    'CREATE TEMPORARY TABLE fungap.mine AS SELECT * FROM fungap.chatlogs',
    'SELECT HISTOGRAM FROM information_schema.COLUMN_STATISTICS, fungap.chatlogs',
    'SELECT * FROM mysql.general_log',
    'SELECT * FROM mysql.user',
    'SHOW ENGINE INNODB STATUS',
    'SELECT * FROM information_schema.INNODB_TRX',
    'SELECT * FROM performance_schema.events_statements_current',
    'SELECT * FROM performance_schema.events_statements_history_long',
    'SELECT * FROM performance_schema.data_locks',
    'SELECT * FROM performance_schema.processlist, performance_schema.threads',
    'SELECT * FROM performance_schema.events_statements_summary_by_digest',
    'SELECT QUERY_SAMPLE_TEXT FROM performance_schema.events_statements_summary_by_digest',
    'EXPLAIN ANALYZE SELECT * FROM fungap.chatlogs',
    'DELETE FROM fungap.chatlogs',
    'CREATE TABLE fungap.mine (a INT)',
    'DROP PROCEDURE gapwatch.processes',
    'GRANT SELECT ON fungap.* TO gapwatch_exporter',
    'SET GLOBAL general_log = ON',
    'CLONE LOCAL DATA DIRECTORY = "/tmp/never"',
  ])('may not %s', async (sql) => {
    await expect(ask(mysql.openSession().query, sql)).rejects.toThrow(
      /denied|need \(at least one of\)|Unknown column 'message'|is not BASE TABLE|not of type 'BASE TABLE'|no such procedure for user/,
    );
  });

  it('sees nowhere what others say', async () => {
    const other = await mysql.connect();
    const saying = other.query(`SELECT SLEEP(60), '${secret}'`).catch((error: unknown) => error);
    await expect.poll(async () => JSON.stringify(await mysql.run('SHOW FULL PROCESSLIST'))).toContain('SLEEP(60)');
    const { query } = mysql.openSession();
    const routes = [
      'SHOW FULL PROCESSLIST',
      'SELECT * FROM information_schema.PROCESSLIST',
      'SELECT * FROM performance_schema.processlist',
      ...proceduresOf('mysql8').map(({ name }) => `CALL gapwatch.${name}()`),
      'SELECT DIGEST_TEXT FROM performance_schema.events_statements_summary_by_digest',
      'SELECT * FROM information_schema.COLUMN_STATISTICS',
      'SHOW REPLICA STATUS',
      'SHOW GLOBAL STATUS',
      'SHOW GLOBAL VARIABLES',
    ];
    for (const sql of routes) {
      const shown = JSON.stringify(await ask(query, sql).catch((error: unknown) => String(error)));
      expect(shown, sql).not.toContain(secret);
    }
    await mysql.kill(other.threadId);
    await saying;
  });
});

describe.skipIf(!existsSync(mysqldExporter))('beside mysqld_exporter', () => {
  /** What the other tells that we do not, because promtool refuses its name, or it tells of itself. */
  const exceptions =
    /^(go|process|promhttp|mysqld?_exporter)_|_(days|minutes|histogram|counter|ms|bits|sec)(_|$)|_stats_modified_counter$/;

  it('has every series that it has by default', async () => {
    const peer = await startMysqldExporter(mysql.server);
    const series = (page: string) =>
      new Set(
        [...page.matchAll(/^(\w+)(?:\{(.*)\})? \S+$/gm)].map(([, name = '', labels = '']) => {
          const sorted = [...labels.matchAll(/\w+="[^"]*"/g)].map(([label]) => label).sort();
          return `${name}{${sorted.join(',')}}`;
        }),
      );
    const own = series((await scrape()).page);
    const owed = [...series(await peer.scrape())].filter((one) => !exceptions.test(one.replace(/\{.*/, '')));
    await peer.stop();
    expect(owed.length).toBeGreaterThan(800);
    expect(owed.filter((one) => !own.has(one))).toEqual([]);
  });
});
