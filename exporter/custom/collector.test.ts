import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { bounded, metric } from '../../metrics/declare.ts';
import { renderSamples } from '../../metrics/samples.ts';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { makeEngine } from '../engine/engine.ts';
import { checkQueries } from './check.ts';
import { customQueriesCollector } from './collector.ts';
import { readQueries } from './custom-query.ts';
import { customSetUp } from './session-set-up.ts';

type Queries = NonNullable<NonNullable<ConfigInput['exporter']>['queries']>;

let mariadb: ExporterMariadb;

beforeAll(async () => {
  mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs' }], exporter: { queries: [parity] } });
  await mariadb.makeTable('chatlogs');
  for (let i = 0; i < 5; i += 1)
    await mariadb.run("INSERT INTO chatlogs (message, createdAt) VALUES ('secret', UTC_TIMESTAMP(3))");
});
afterEach(() => mariadb.closeSessions());
afterAll(() => mariadb.stop());

const byParity = metric.gauge('test_messages', {
  help: 'Messages by the parity of their id.',
  labels: { parity: bounded(2, 'numbers') },
});
const newest = metric.gauge('test_newest', { help: 'When the newest was written.', unit: 'timestamp_seconds' });
const slept = metric.gauge('test_slept', { help: 'Slept.' });
const counted = metric.gauge('test_counted', { help: 'Counted.', labels: { n: bounded(3, 'numbers') } });

const parity: Queries[number] = {
  name: 'parity',
  sql: 'SELECT MOD(chat_id, 2) AS parity, COUNT(*) AS n, UNIX_TIMESTAMP(MAX(createdAt)) AS at FROM fungap.chatlogs GROUP BY 1',
  families: [{ metric: byParity, value: 'n' }],
  reads: [{ table: 'chatlogs', columns: ['chat_id', 'createdAt'] }],
};
const sleep: Queries[number] = {
  name: 'sleep',
  sql: 'SELECT SLEEP(60) AS slept',
  timeoutSeconds: 0.6,
  families: [{ metric: slept, value: 'slept' }],
};

const open = (...queries: Queries) => {
  const read = readQueries(parseConfig({ exporter: { queries } }, 'a.ts').exporter.queries);
  const { query, close } = mariadb.openSession(customSetUp(read));
  const collector = customQueriesCollector({ query, queries: read, close });
  const log: string[] = [];
  const engine = makeEngine([collector], (level, sentence) => log.push(`${level}: ${sentence}`));
  const page = async (budgetMs = 5_000) =>
    renderSamples(await engine.scrape(budgetMs))
      .split('\n')
      .filter(
        (line) =>
          /^(test|gapwatch_custom|gapwatch_collector_(success|dropped))/.test(line) && !line.includes('duration'),
      );
  return { query, read, collector, log, page };
};

/** How many run a statement now. Only an administrator sees those of others. */
const running = async (what: string): Promise<number> => {
  const admin = await createConnection(mariadb.server.admin);
  try {
    const [rows] = await admin.query<RowDataPacket[]>(
      'SELECT info FROM information_schema.processlist WHERE id <> CONNECTION_ID()',
    );
    return rows.filter(({ info }) => String(info).includes(what)).length;
  } finally {
    await admin.end();
  }
};

it('makes samples of an answer, and tells what it cost', async () => {
  const latest: Queries[number] = {
    ...parity,
    name: 'newest',
    sql: 'SELECT UNIX_TIMESTAMP(MAX(createdAt)) AS at FROM fungap.chatlogs',
    families: [{ metric: newest, value: 'at' }],
  };
  const { page, collector } = open(parity, latest);
  expect(collector.details?.().rows).toEqual([
    ['parity', 'not run yet', '', '', ''],
    ['newest', 'not run yet', '', '', ''],
  ]);
  const lines = await page();
  expect(lines).toContain('test_messages{parity="0"} 2');
  expect(lines).toContain('test_messages{parity="1"} 3');
  const [, at = ''] =
    /^test_newest_timestamp_seconds (\S+)$/.exec(lines.find((line) => line.startsWith('test_newest')) ?? '') ?? [];
  expect(Math.abs(Number(at) - Date.now() / 1000)).toBeLessThan(600);
  expect(lines).toContain('gapwatch_custom_query_success{query="parity"} 1');
  expect(lines).toContain('gapwatch_custom_query_rows{query="parity"} 2');
  expect(lines).toContain('gapwatch_custom_query_dropped_rows_total{query="parity"} 0');
  const [row] = collector.details?.().rows ?? [];
  expect(row).toEqual(['parity', expect.stringMatching(/^[\d.]+ ms$/), '2', '5', '']);
});

it('loses only the samples of a query that fails, and tells why', async () => {
  const missing: Queries[number] = { ...sleep, name: 'missing', sql: 'SELECT message AS slept FROM fungap.chatlogs' };
  const { page, log, collector } = open(missing, parity);
  const lines = await page();
  expect(lines).toContain('gapwatch_custom_query_success{query="missing"} 0');
  expect(lines.filter((line) => line.includes('rows{query="missing"}'))).toEqual([]);
  expect(lines).toContain('test_messages{parity="1"} 3');
  expect(lines).toContain('gapwatch_collector_success{collector="custom_queries"} 1');
  const reason =
    /^warn: Collector custom_queries: Query missing failed: MySQL refuses it: SELECT command denied to user .* for column 'message' in table 'chatlogs'; name it in `reads`, and apply what `gapwatch exporter grants` prints\.$/;
  expect(log).toEqual([expect.stringMatching(reason)]);
  await page();
  expect(log).toHaveLength(1);
  expect(collector.details?.().rows[0]?.[4]).toMatch(/^MySQL refuses it: SELECT command denied/);
});

it('has the server end a query at its own deadline, and goes on with the next', async () => {
  const { page, log } = open({ ...sleep, timeoutSeconds: 4 }, parity);
  const scrape = page();
  await expect.poll(() => running('SLEEP(60)'), { timeout: 20_000 }).toBe(1);
  const lines = await scrape;
  expect(await running('SLEEP(60)')).toBe(0);
  expect(lines).toContain('gapwatch_custom_query_success{query="sleep"} 0');
  expect(lines).toContain('test_messages{parity="1"} 3');
  expect(log[0]).toMatch(/Query sleep failed: MySQL at [\d.:]+ ended the statement at its deadline\.$/);
});

it('gives no time to a query for which the scrape has none left', async () => {
  const { page, log } = open(parity);
  expect(await page(330)).toContain('gapwatch_custom_query_success{query="parity"} 0');
  expect(log).toEqual(['warn: Collector custom_queries: Query parity failed: no time was left for it in this scrape.']);
  expect(await page()).toContain('test_messages{parity="1"} 3');
});

it('takes rows and label values within their bounds only, and counts the rest', async () => {
  const rows = 'SELECT 1 AS n UNION ALL SELECT 2 UNION ALL SELECT 3 UNION ALL SELECT 4 UNION ALL SELECT 5';
  const query = { name: 'many', sql: rows, mostRows: 4, families: [{ metric: counted, value: 'n' }] };
  const { page } = open(query);
  await page();
  const lines = await page();
  expect(lines.filter((line) => line.startsWith('test_counted'))).toHaveLength(3);
  expect(lines).toContain('gapwatch_custom_query_rows{query="many"} 5');
  expect(lines).toContain('gapwatch_custom_query_dropped_rows_total{query="many"} 2');
  expect(lines).toContain(
    'gapwatch_collector_dropped_samples_total{collector="custom_queries",reason="label_bound"} 2',
  );
});

it('may not write, even where its words look like reading', async () => {
  await mariadb.run(
    'CREATE OR REPLACE FUNCTION fungap.remember() RETURNS INT BEGIN INSERT INTO chatlogs (message) VALUES ("x"); RETURN 1; END',
  );
  const admin = await createConnection(mariadb.server.admin);
  await admin.query(`GRANT EXECUTE ON FUNCTION fungap.remember TO ${mariadb.config.exporter.mysqlUser}`);
  await admin.end();
  const { page, log } = open({ ...sleep, sql: 'SELECT fungap.remember() AS slept' });
  await page();
  expect(log[0]).toContain(
    'Query sleep failed: MySQL refuses it: Cannot execute statement in a READ ONLY transaction.',
  );
});

it('does not try the other queries where MySQL does not answer, and recovers', async () => {
  const { page, log } = open(
    { ...parity, timeoutSeconds: 0.5 },
    { ...sleep, sql: 'SELECT 7 AS slept', timeoutSeconds: 30 },
  );
  await page();
  await mariadb.signal('SIGSTOP');
  try {
    const lines = await page(3_000);
    expect(lines).toContain('gapwatch_custom_query_success{query="parity"} 0');
    expect(lines).toContain('gapwatch_custom_query_success{query="sleep"} 0');
    expect(log.at(-1)).toMatch(/Query parity failed: MySQL at [\d.:]+ did not answer in time\.$/);
  } finally {
    await mariadb.signal('SIGCONT');
  }
  await expect.poll(() => page(), { timeout: 20_000 }).toContain('test_slept 7');
});

describe('before the first scrape', () => {
  const check = async (...queries: Queries) => {
    const { query, read } = open(...queries);
    return checkQueries(query, read);
  };

  it.each([
    [
      'SELECT FROM',
      /^exporter\.queries\[1\]\.sql \(broken\) cannot work: MySQL refuses it: You have an error in your SQL syntax;/,
    ],
    [
      'SELECT nosuch AS slept',
      /^exporter\.queries\[1\]\.sql \(broken\) cannot work: MySQL refuses it: Unknown column 'nosuch'/,
    ],
    [
      'SELECT NOSUCH(1) AS slept',
      /^exporter\.queries\[1\]\.sql \(broken\) cannot work: MySQL refuses it: FUNCTION NOSUCH does not exist/,
    ],
  ])('refuses %s', async (sql, message) => {
    await expect(check(parity, { ...sleep, name: 'broken', sql })).rejects.toThrow(
      expect.objectContaining({ name: 'ConfigError', message: expect.stringMatching(message) }),
    );
  });

  it('does not run what it checks', async () => {
    expect(await check(sleep, { ...parity, sql: 'SHOW GLOBAL STATUS' })).toEqual([]);
  });

  it('says what cannot be told yet', async () => {
    expect(await check({ ...parity, sql: 'SELECT 1 AS n FROM fungap.later' })).toEqual([
      expect.stringMatching(
        /^exporter\.queries\[0\]\.sql \(parity\) cannot be checked yet: MySQL refuses it: .*later\W*; name it in `reads`, and apply what `gapwatch exporter grants` prints\.$/,
      ),
    ]);
    await mariadb.server.kill();
    expect(await check(parity, sleep)).toEqual([
      `exporter.queries cannot be checked yet: MySQL does not answer at 127.0.0.1:${mariadb.server.port} (mysql.host, mysql.port): ECONNREFUSED.`,
    ]);
    await mariadb.server.start();
  });
});
