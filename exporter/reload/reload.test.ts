import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, beforeEach, expect, it, vi } from 'vitest';
import { ConfigError } from '../../config/config-error.ts';
import { type Config, parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { metric } from '../../metrics/declare.ts';
import { type ExporterMariadb, startExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { type RunningExporter, startExporter } from '../exporter.ts';

let mariadb: ExporterMariadb;
let exporter: RunningExporter;
let log: string[];
/** What a reload finds. */
let found: () => Config;

/** The exporter's configuration with something else in it. */
const configWith = ({ exporter: changes, ...rest }: ConfigInput): Config => {
  const { root: _, ...config } = mariadb.config;
  return parseConfig(
    { ...config, ...rest, exporter: { ...config.exporter, ...changes } },
    join(mariadb.config.root, 'gapwatch.config.ts'),
  );
};

beforeAll(async () => {
  mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs' }] });
  await mariadb.makeTable('chatlogs');
  await mariadb.makeTable('chatlogBackups');
});
beforeEach(async () => {
  log = [];
  found = () => mariadb.config;
  const say = (level: string, sentence: string) => void log.push(`${level}: ${sentence}`);
  exporter = await startExporter(mariadb.config, '1.2.3', say, async () => found());
  // The client may hold a connection to the one before, on the same port, and notice only now that it has ended.
  await vi.waitFor(page, { timeout: 20_000 });
});
afterEach(() => exporter.close());
afterAll(() => mariadb.stop());

const page = async () => (await fetch(`${exporter.url}/metrics`)).text();
const reload = async (init: RequestInit = {}) => {
  const response = await fetch(`${exporter.url}/-/reload`, { method: 'POST', ...init });
  return [response.status, await response.text()];
};

const taken = [200, 'The configuration was read again, and counts from now on.\n'];
const one = {
  name: 'one',
  sql: 'SELECT 1 AS n',
  families: [{ metric: metric.gauge('test_one', { help: 'One.' }), value: 'n' }],
};

it('keeps connections and counts of which nothing has changed', async () => {
  const before = await mariadb.connections();
  expect(before.length).toBeGreaterThan(1);
  await mariadb.run('INSERT INTO chatlogs (createdAt) VALUES (NOW(3))');
  const counted = /^chat_table_inserted_rows_total\{.*\} (\d+)$/m;
  await expect.poll(async () => counted.exec(await page())?.[1], { timeout: 20_000 }).toBe('1');
  expect(await reload()).toEqual(taken);
  found = () => configWith({ exporter: { queries: [one] } });
  expect(await reload()).toEqual(taken);
  const after = await page();
  expect(after).toContain('\ntest_one 1\n');
  expect(counted.exec(after)?.[1]).toBe('1');
  expect(await mariadb.connections()).toEqual(expect.arrayContaining([...before]));
});

it('ends what the new configuration does not have any more', async () => {
  found = () => configWith({ exporter: { queries: [one] } });
  await reload();
  expect(await page()).toContain('\ntest_one 1\n');
  const before = await mariadb.connections();
  found = () =>
    configWith({
      tables: [{ name: 'chatlogs' }, { name: 'chatlogBackups' }],
      exporter: { collectors: { mysql_variables: { enabled: false } } },
    });
  expect(await reload()).toEqual(taken);
  const after = await page();
  expect(after).not.toContain('test_one');
  expect(after).not.toContain('mysql_global_variables');
  expect(after).toMatch(/\nchat_table_\w+\{table="chatlogBackups"\} /);
  // Its own connection is closed, that of the chat tables made anew.
  await expect.poll(async () => (await mariadb.connections()).length, { timeout: 20_000 }).toBe(before.length - 1);
});

it('lets scrapes go on, whole, while it is taken again and again', async () => {
  const tables = [{ name: 'chatlogs' }];
  const scrapes: Promise<string>[] = [];
  for (let i = 0; i < 10; i += 1) {
    found = () => configWith({ tables: i % 2 ? tables : [...tables, { name: 'chatlogBackups' }] });
    scrapes.push(page());
    await reload();
    scrapes.push(page());
  }
  for (const text of await Promise.all(scrapes)) {
    expect(text).toContain('\nmysql_up 1\n');
    expect(text).toContain('gapwatch_collector_success{collector="chat_tables"} 1');
  }
});

it.each<[string, () => Config | Promise<Config>, string]>([
  [
    'does not load',
    () => {
      throw new ConfigError(
        'gapwatch.config.ts: servcie is 1, but there is no such key; remove it or correct its name.',
      );
    },
    'gapwatch.config.ts: servcie is 1, but there is no such key; remove it or correct its name.',
  ],
  [
    'wants another port',
    () => configWith({ exporter: { port: 1 } }),
    'exporter.port changes from PORT to 1, which only a restart can; restart the exporter, or change it back.',
  ],
  [
    'names a secret that is not there',
    () => configWith({ exporter: { mysqlPasswordFile: '/nosuch/password' } }),
    "exporter.mysqlPasswordFile names a file that cannot be read: ENOENT: no such file or directory, access '/nosuch/password'.",
  ],
  [
    'has a statement that MySQL refuses',
    () =>
      configWith({
        exporter: {
          queries: [
            one,
            {
              ...one,
              name: 'two',
              sql: 'SELECT nosuch',
              families: [{ metric: metric.gauge('test_two', { help: 'Two.' }), value: 'n' }],
            },
          ],
        },
      }),
    "exporter.queries[1].sql (two) cannot work: MySQL refuses it: Unknown column 'nosuch' in",
  ],
  [
    'declares a metric of ours',
    () =>
      configWith({
        exporter: {
          queries: [{ ...one, families: [{ metric: metric.gauge('mysql_up', { help: 'Up.' }), value: 'n' }] }],
        },
      }),
    'exporter.queries declares mysql_up, which the exporter makes by itself; choose another name.',
  ],
  [
    'names a collector that is none',
    () => configWith({ exporter: { collectors: { nosuch: { enabled: true } } } }),
    'No such collector: nosuch (exporter.collectors, --collector, --no-collector); there are ',
  ],
])('refuses a configuration that %s, keeps all, and says so wherever one may look', async (_, load, sentence) => {
  found = load as () => Config;
  const before = await mariadb.connections();
  const said = sentence.replace('PORT', String(mariadb.config.exporter.port));
  const [status, text] = await reload();
  expect([status, String(text).slice(0, said.length)]).toEqual([500, said]);
  expect(log.at(-1)).toContain(`error: The configuration was read again and refused, the old one stays: ${said}`);
  const after = await page();
  expect(after).toContain('\ngapwatch_exporter_config_last_reload_successful 0\n');
  expect(after).toContain('\nmysql_up 1\n');
  expect(after).not.toContain('test_one');
  await expect.poll(mariadb.connections, { timeout: 20_000 }).toEqual(before);
  expect((await fetch(`${exporter.url}/-/ready`)).status).toBe(200);
  found = () => mariadb.config;
  expect(await reload()).toEqual(taken);
  expect(await page()).toContain('\ngapwatch_exporter_config_last_reload_successful 1\n');
});

it('tells when it was last taken', async () => {
  const at = async () =>
    Number(/^gapwatch_exporter_config_last_reload_success_timestamp_seconds (\S+)$/m.exec(await page())?.[1]);
  const before = await at();
  expect(Math.abs(before - Date.now() / 1000)).toBeLessThan(60);
  await reload();
  expect(await at()).toBeGreaterThan(before);
});

it('takes no order from a web page', async () => {
  const refused = [403, 'No web page may reload the configuration; ask by curl -X POST, or by SIGHUP.\n'];
  expect(await reload({ headers: { origin: 'http://evil.example' } })).toEqual(refused);
  expect(await reload({ headers: { origin: 'null' } })).toEqual(refused);
  expect(await reload({ headers: { 'sec-fetch-site': 'cross-site' } })).toEqual(refused);
  expect((await fetch(`${exporter.url}/-/reload`)).status).toBe(405);
  expect(log.filter((line) => line.includes('read again'))).toEqual([]);
});

it('reads a secret again that MySQL does not take any more', async () => {
  const admin = await createConnection(mariadb.server.admin);
  await admin.query(`ALTER USER ${mariadb.config.exporter.mysqlUser} IDENTIFIED BY 'another'`);
  await admin.end();
  for (const id of await mariadb.connections()) await mariadb.kill(id);
  await expect.poll(page, { timeout: 20_000 }).toContain('\nmysql_up 0\n');
  await writeFile(mariadb.passwordFile, 'another\n');
  await expect.poll(page, { timeout: 20_000 }).toContain('\nmysql_up 1\n');
});
