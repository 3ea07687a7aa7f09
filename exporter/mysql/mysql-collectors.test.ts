import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { renderSamples } from '../../metrics/samples.ts';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { type Engine, makeEngine } from '../engine/engine.ts';
import { mysqlAutoIncrementCollector } from './auto-increment-collector.ts';
import { makeMysqlCollectors } from './mysql-collectors.ts';

let mariadb: ExporterMariadb;
let engine: Engine;
beforeAll(async () => {
  mariadb = await startExporterMariadb();
});
afterAll(() => mariadb.stop());
beforeEach(() => {
  const { host, port } = mariadb.server;
  const login = { host, port, user: mariadb.config.exporter.mysqlUser, passwordFile: mariadb.passwordFile };
  engine = makeEngine(makeMysqlCollectors(login), () => {});
});
afterEach(async () => {
  await engine.close();
  await mariadb.closeSessions();
});

/** The lines of one collector's page. */
const scrape = async (collector: string): Promise<readonly string[]> =>
  renderSamples(await engine.scrape(5_000, new Set([collector]))).split('\n');

/** The value of a series; undefined where it is not there. */
const valueIn = (lines: readonly string[], series: string): number | undefined => {
  const line = lines.find((one) => one.startsWith(`${series} `));
  return line === undefined ? undefined : Number(line.slice(series.length + 1));
};

/** Connects as an administrator for some work. */
const administer = async (...statements: readonly string[]) => {
  const admin = await createConnection(mariadb.server.admin);
  try {
    for (const sql of statements) await admin.query(sql);
  } finally {
    await admin.end();
  }
};

it('reads all of a server that needs no more than the grants', async () => {
  const lines = renderSamples(await engine.scrape(5_000)).split('\n');
  expect(engine.outcomes().filter(({ state }) => state !== 'succeeded')).toEqual([]);
  expect(lines).toContain('mysql_up 1');
  expect(lines).toContain('mysql_connect_success 1');
  expect(valueIn(lines, 'mysql_connect_duration_seconds')).toBeGreaterThan(0);
});

it('proves at each scrape that connecting works, without leaving an aborted client', async () => {
  const counts = async () => {
    const lines = await scrape('mysql_status');
    return {
      connections: valueIn(lines, 'mysql_global_status_connections') ?? 0,
      aborted: valueIn(lines, 'mysql_global_status_aborted_clients'),
    };
  };
  const before = await counts();
  for (let i = 0; i < 3; i += 1) await scrape('mysql_server');
  const after = await counts();
  expect(after.connections - before.connections).toBe(3);
  expect(after.aborted).toBe(before.aborted);
});

it('asks at most six statements for what mysqld_exporter tells by default, over one connection that lasts', async () => {
  const same = new Set(['mysql_server', 'mysql_status', 'mysql_variables', 'mysql_innodb', 'mysql_replication']);
  await engine.scrape(5_000, same);
  const admin = await createConnection(mariadb.server.admin);
  const questions = async () => {
    const [rows] = await admin.query<RowDataPacket[]>("SHOW GLOBAL STATUS LIKE 'Questions'");
    return Number(rows[0]?.Value);
  };
  const before = await questions();
  const connected = await mariadb.connections();
  for (let i = 0; i < 5; i += 1) await engine.scrape(5_000, same);
  // The second reading counts itself; a connection that takes leave counts as one.
  expect(((await questions()) - before - 1) / 5).toBeLessThanOrEqual(6);
  expect(await mariadb.connections()).toEqual(connected);
  expect(connected).toHaveLength(1);
  await admin.end();
});

describe('processes', () => {
  it('are counted by user and state, whoever they are', async () => {
    const others = await Promise.all([mariadb.connect(), mariadb.connect()]);
    const asking = others[0]?.query('SELECT SLEEP(60)').catch((error: unknown) => error);
    const busy = 'mysql_info_schema_processlist_threads{command="query",state="user_sleep"}';
    await expect.poll(async () => valueIn(await scrape('mysql_processes'), busy)).toBe(1);
    const lines = await scrape('mysql_processes');
    expect(valueIn(lines, 'mysql_info_schema_processlist_processes_by_user{mysql_user="fungap"}')).toBe(2);
    expect(valueIn(lines, busy.replace('_threads', '_seconds'))).toBeGreaterThanOrEqual(0);
    // The server would not notice for seconds that nobody waits for its answer.
    await administer(...others.map(({ threadId }) => `KILL ${threadId}`));
    await asking;
    await expect
      .poll(async () =>
        valueIn(
          await scrape('mysql_processes'),
          'mysql_info_schema_processlist_processes_by_user{mysql_user="fungap"}',
        ),
      )
      .toBeUndefined();
  });
});

describe('InnoDB', () => {
  it('tells its compressed pages, and what it counts', async () => {
    const lines = await scrape('mysql_innodb');
    expect(valueIn(lines, 'mysql_info_schema_innodb_cmp_compress_ops_total{page_size="1024"}')).toBe(0);
    expect(valueIn(lines, 'mysql_info_schema_innodb_cmpmem_pages_used_total{page_size="1024",buffer_pool="0"}')).toBe(
      0,
    );
    expect(valueIn(lines, 'mysql_info_schema_innodb_metrics_transaction_trx_rseg_history_len')).toBeGreaterThanOrEqual(
      0,
    );
    expect(lines).toContain('# TYPE mysql_info_schema_innodb_metrics_lock_lock_row_lock_waits_total counter');
    expect(lines.filter((line) => /buffer_pool_pages/.test(line))).toEqual([]);
  });

  it('tells pages by type where that is switched on', async () => {
    await administer("SET GLOBAL innodb_monitor_enable = 'buffer_page_%'");
    const lines = await scrape('mysql_innodb');
    await administer("SET GLOBAL innodb_monitor_disable = 'buffer_page_%'");
    const read = 'mysql_info_schema_innodb_metrics_buffer_page_read_total{type="index_leaf"}';
    expect(valueIn(lines, read)).toBeGreaterThanOrEqual(0);
    expect(valueIn(await scrape('mysql_innodb'), read)).toBeUndefined();
  });
});

describe('statements', () => {
  it('are told by kind, their text on one series and without what people wrote', async () => {
    await mariadb.run('CREATE TABLE IF NOT EXISTS said (message TEXT)');
    for (const word of ['one', 'two', 'three']) await mariadb.run(`INSERT INTO said VALUES ('secret ${word}')`);
    const lines = await scrape('mysql_statements');
    const [, labels = ''] =
      lines
        .map((line) =>
          /^mysql_perf_schema_events_statements_text_info\{(schema="fungap",digest="\w+"),digest_text="INSERT INTO `said` VALUES \(\?\) ?"\} 1$/.exec(
            line,
          ),
        )
        .find((match) => match !== null) ?? [];
    expect(labels).not.toBe('');
    expect(valueIn(lines, `mysql_perf_schema_events_statements_total{${labels}}`)).toBe(3);
    expect(valueIn(lines, `mysql_perf_schema_events_statements_rows_affected_total{${labels}}`)).toBe(3);
    const seconds = valueIn(lines, `mysql_perf_schema_events_statements_seconds_total{${labels}}`);
    expect(seconds).toBeGreaterThan(0);
    expect(seconds).toBeLessThan(60);
    expect(lines.join()).not.toContain('secret');
  });

  it('are fifty kinds at most, those that took most time', async () => {
    const kinds = Array.from(
      { length: 60 },
      (_, i) => `SELECT ${Array.from({ length: i + 2 }, () => '1').join(' + ')}`,
    );
    for (const sql of kinds) await mariadb.run(sql);
    await mariadb.run('SELECT SLEEP(0.3) FROM (SELECT 1) AS slowest');
    const lines = await scrape('mysql_statements');
    const shown = lines.filter((line) => line.startsWith('mysql_perf_schema_events_statements_total{'));
    expect(shown).toHaveLength(50);
    expect(lines.some((line) => /_text_info\{.*`slowest`/.test(line))).toBe(true);
  });
});

describe('tables', () => {
  const of = (table: string) => `{schema="fungap",table="${table}"}`;

  it('have a size, files and an estimate of their rows, whatever their names', async () => {
    await mariadb.run('CREATE TABLE `대화-$` (id INT PRIMARY KEY, text VARCHAR(200), INDEX (text))');
    await mariadb.run('INSERT INTO `대화-$` SELECT seq, REPEAT(seq, 20) FROM seq_1_to_2000');
    await mariadb.run('ANALYZE TABLE `대화-$`');
    const lines = await scrape('mysql_tables');
    const labels = of('대화-$');
    const size = (component: string) =>
      valueIn(lines, `mysql_table_size_bytes${labels.replace('}', `,component="${component}"}`)}`);
    expect(size('data')).toBeGreaterThan(100_000);
    expect(size('index')).toBeGreaterThan(100_000);
    expect(valueIn(lines, `mysql_table_file_size_bytes${labels}`)).toBeGreaterThan(200_000);
    expect(valueIn(lines, `mysql_table_rows_estimate${labels}`)).toBeCloseTo(2_000, -3);
    const updated = valueIn(lines, `mysql_table_stats_updated_timestamp_seconds${labels}`) ?? 0;
    expect(Math.abs(updated - Date.now() / 1000)).toBeLessThan(60);
    await mariadb.run('DROP TABLE `대화-$`');
    // A busy machine may have made that a costly reading, which is kept for a while.
    await expect
      .poll(async () => (await scrape('mysql_tables')).filter((line) => line.includes('대화')), { timeout: 20_000 })
      .toEqual([]);
  });

  it('that are in parts are one, and those of the server are left out', async () => {
    await mariadb.run(`CREATE TABLE parted (id INT PRIMARY KEY) PARTITION BY RANGE (id)
      (PARTITION few VALUES LESS THAN (100), PARTITION more VALUES LESS THAN MAXVALUE)`);
    await mariadb.run('INSERT INTO parted SELECT seq FROM seq_1_to_1000');
    await mariadb.run('ANALYZE TABLE parted');
    const lines = await scrape('mysql_tables');
    expect(valueIn(lines, `mysql_table_rows_estimate${of('parted')}`)).toBeCloseTo(1_000, -2);
    expect(valueIn(lines, `mysql_table_file_size_bytes${of('parted')}`)).toBeGreaterThan(100_000);
    expect(lines.filter((line) => /schema="(mysql|sys)"|#P#/.test(line))).toEqual([]);
  });
});

describe('AUTO_INCREMENT', () => {
  const used = (table: string) => `mysql_auto_increment_used_ratio{schema="fungap",table="${table}",column="id"}`;
  let now = 0;
  /** As the collector of the list, with a clock of ours. */
  const watched = () => {
    const { query } = mariadb.openSession();
    const own = makeEngine([mysqlAutoIncrementCollector(query, () => now)], () => {});
    return async () => renderSamples(await own.scrape(5_000)).split('\n');
  };

  it.each([
    ['TINYINT', 100, 127],
    ['TINYINT UNSIGNED', 100, 255],
    ['SMALLINT', 30_000, 32_767],
    ['MEDIUMINT UNSIGNED', 16_000_000, 16_777_215],
    ['INT', 2_000_000_000, 2_147_483_647],
    ['INT UNSIGNED', 2_000_000_000, 4_294_967_295],
    ['BIGINT', 1_000_000, 2 ** 63],
    ['BIGINT UNSIGNED', 1_000_000, 2 ** 64],
  ])('of %s with %d in it is used up by its share of %d', async (type, last, most) => {
    await mariadb.run(`CREATE TABLE counted (id ${type} AUTO_INCREMENT PRIMARY KEY)`);
    await mariadb.run('INSERT INTO counted VALUES (?)', [last]);
    expect(valueIn(await watched()(), used('counted'))).toBeCloseTo(last / most, 10);
    await mariadb.run('DROP TABLE counted');
  });

  it('is as it was of a table that has not been used for long, and gone with the table', async () => {
    const scrapeNow = watched();
    await mariadb.run('CREATE TABLE rested (id TINYINT AUTO_INCREMENT PRIMARY KEY)');
    await mariadb.run('INSERT INTO rested VALUES (99)');
    expect(valueIn(await scrapeNow(), used('rested'))).toBeCloseTo(99 / 127, 10);
    const next = "SELECT AUTOINC AS next FROM information_schema.INNODB_SYS_TABLESTATS WHERE NAME = 'fungap/rested'";
    const admin = await createConnection(mariadb.server.admin);
    // InnoDB forgets what it knows of tables beyond so many; it may take its time.
    await admin.query('SET GLOBAL table_definition_cache = 400, GLOBAL table_open_cache = 10');
    await admin.query('FLUSH TABLES');
    for (let i = 0; i < 500; i += 1) await admin.query(`CREATE TABLE forgets_${i} (id INT)`);
    await expect.poll(async () => (await admin.query(next))[0], { timeout: 30_000 }).toEqual([{ next: 0 }]);
    expect(valueIn(await scrapeNow(), used('rested'))).toBeCloseTo(99 / 127, 10);
    await admin.query('DROP TABLE rested');
    expect(valueIn(await scrapeNow(), used('rested'))).toBeUndefined();
    await admin.end();
  });

  it('is never told under the name that a table had before', async () => {
    const scrapeNow = watched();
    await mariadb.run('CREATE TABLE ghost (id TINYINT AUTO_INCREMENT PRIMARY KEY)');
    await mariadb.run('INSERT INTO ghost VALUES (100)');
    expect(valueIn(await scrapeNow(), used('ghost'))).toBeCloseTo(100 / 127, 10);
    await mariadb.run('RENAME TABLE ghost TO real_one');
    expect(valueIn(await scrapeNow(), used('ghost'))).toBeUndefined();
    now += 60_000;
    expect(valueIn(await scrapeNow(), used('real_one'))).toBeCloseTo(100 / 127, 10);
    await mariadb.run('DROP TABLE real_one');
  });

  it('is unknown of a table that is new since the types were read, until they are read again', async () => {
    const scrapeNow = watched();
    await mariadb.run('CREATE TABLE altered (id TINYINT AUTO_INCREMENT PRIMARY KEY)');
    await mariadb.run('INSERT INTO altered VALUES (100)');
    expect(valueIn(await scrapeNow(), used('altered'))).toBeCloseTo(100 / 127, 10);
    await mariadb.run('ALTER TABLE altered MODIFY id SMALLINT AUTO_INCREMENT');
    await mariadb.run('INSERT INTO altered VALUES (NULL)');
    expect(valueIn(await scrapeNow(), used('altered'))).toBeUndefined();
    now += 60_000;
    expect(valueIn(await scrapeNow(), used('altered'))).toBeCloseTo(101 / 32_767, 10);
    await mariadb.run('DROP TABLE altered');
    expect(valueIn(await scrapeNow(), used('altered'))).toBeUndefined();
  });
});
