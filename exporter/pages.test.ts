import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { execa } from 'execa';
import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { findPromtool } from '../lab/servers/prometheus.ts';
import { bounded, metric } from '../metrics/declare.ts';
import { type ExporterMariadb, startExporterMariadb } from '../test/support/exporter-mariadb.ts';
import { type RunningExporter, startExporter } from './exporter.ts';

let mariadb: ExporterMariadb;
let exporter: RunningExporter;

beforeAll(async () => {
  mariadb = await startExporterMariadb({ tables: [{ name: 'chatlogs', capRows: 10 }] });
  await mariadb.makeTable('chatlogs');
  for (let i = 0; i < 3; i += 1) await mariadb.run("INSERT INTO chatlogs (message, createdAt) VALUES ('x', NOW(3))");
  const admin = await createConnection(mariadb.server.admin);
  await admin.query(`ALTER USER ${mariadb.config.exporter.mysqlUser} WITH MAX_USER_CONNECTIONS 10`);
  await admin.query(`GRANT SELECT (chat_id) ON fungap.chatlogs TO ${mariadb.config.exporter.mysqlUser}`);
  await admin.end();

  const { root, ...config } = mariadb.config;
  const families = (name: string) => [
    { metric: metric.counter(name, { help: 'Test.', labels: { text: bounded(5, 'test') } }), value: 'n' },
  ];
  const sql = "SELECT '<b>\"\\\\\\n' AS text, COUNT(*) AS n FROM fungap.chatlogs";
  const login = { mysqlUser: config.exporter.mysqlUser, mysqlPasswordFile: mariadb.passwordFile };
  const input = {
    ...config,
    exporter: {
      ...config.exporter,
      queries: [
        { name: 'good', sql, families: families('test_good') },
        { name: 'bad', sql: 'SELECT message AS text, 1 AS n FROM fungap.chatlogs', families: families('test_bad') },
      ],
      probe: { modules: [{ name: 'all', targets: [`127.0.0.1:${config.mysql.port}`], ...login }] },
    },
  };
  exporter = await startExporter(
    parseConfig(input, join(root, 'gapwatch.config.ts')),
    '1.2.3',
    () => {},
    async () => {
      throw new Error('Not now.');
    },
  );
});
afterAll(async () => {
  await exporter.close();
  await mariadb.stop();
});

const get = (path: string) => fetch(exporter.url + path);
const text = async (path: string) => (await get(path)).text();

/** What promtool has against a page. */
const lint = async (path: string): Promise<string> => {
  const promtool = await findPromtool();
  if (!promtool) throw new Error('There is no promtool on this machine.');
  const input = await text(path);
  expect(input).toContain('# TYPE ');
  return (await execa(promtool.path, ['check', 'metrics'], { input, reject: false, all: true })).all;
};

const paths = () => [
  '/metrics',
  '/metrics?collect[]=custom_queries',
  `/probe?target=127.0.0.1:${mariadb.config.mysql.port}&module=all`,
];

it("pass promtool's lint, whatever works and whatever does not", async () => {
  expect(await text('/metrics')).toContain('\ntest_good_total{text="<b>\\"\\\\\\n"} 3\n');
  for (const path of paths()) expect([path, await lint(path)]).toEqual([path, '']);
  await expect(exporter.reload()).rejects.toThrow('Not now.');
  await mariadb.server.kill();
  for (const path of paths()) expect([path, await lint(path)]).toEqual([path, '']);
  await mariadb.server.start();
  await expect.poll(() => text('/metrics'), { timeout: 20_000 }).toContain('\nmysql_up 1\n');
});

it('show a person the queries with what they cost, as text, and let a browser do nothing else', async () => {
  await text('/metrics');
  const response = await get('/');
  const page = await response.text();
  expect(page).toContain('<caption>Queries of exporter.queries</caption>');
  expect(page).toMatch(/<tr><td>good<\/td><td>[\d.]+ ms<\/td><td>1<\/td><td>\d+<\/td><td><\/td><\/tr>/);
  expect(page).toMatch(
    /<tr><td>bad<\/td><td>[\d.]+ ms<\/td><td><\/td><td><\/td><td>MySQL refuses it: SELECT command denied/,
  );
  for (const path of ['/metrics', '/probe', '/-/healthy', '/-/ready']) expect(page).toContain(`<a href="${path}">`);
  expect(page).not.toContain('/-/reload');
  const [, style = ''] = /<style>([^<]*)<\/style>/.exec(page) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(response.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`,
  );
  expect(page).not.toMatch(/<script| style=| on\w+=/);
});
