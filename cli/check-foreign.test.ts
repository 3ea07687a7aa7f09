import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { renderYaml } from '../config/yaml.ts';
import { startPrometheus } from '../test/support/start-servers.ts';
import type { TestServer } from '../test/support/start-service.ts';

const main = join(import.meta.dirname, 'main.ts');
const fixtures = join(import.meta.dirname, '../foreign/fixtures');
const page = join(fixtures, 'shop.prom');

let folder: string;

const check = (...args: string[]): Promise<{ readonly code: number; readonly out: string }> =>
  new Promise((resolve) => {
    execFile(process.execPath, [main, 'check', ...args], { cwd: folder }, (error, stdout, stderr) =>
      resolve({ code: Number(error?.code ?? 0), out: `${stdout}${stderr}` }),
    );
  });

const listen = async (server: Server): Promise<string> => {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
};

const dashboard = (...exprs: readonly string[]) =>
  JSON.stringify({
    title: 'Mine',
    panels: exprs.map((expr, id) => ({ id, type: 'graph', title: `P${id}`, targets: [{ refId: 'A', expr }] })),
  });

/** Writes a dashboard of one's own and checks it. */
const checkDashboard = async (against: string, ...exprs: readonly string[]) => {
  const file = join(folder, 'mine.json');
  await writeFile(file, dashboard(...exprs));
  const { code, out } = await check('--dashboards', file, '--against', against);
  return { code, out: out.replaceAll(`${folder}/`, '') };
};

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-foreign-'));
});
afterAll(() => rm(folder, { recursive: true }));

describe('against a live Prometheus', () => {
  let shop: Server;
  let guarded: Server;
  let guardedUrl: string;
  let prometheus: TestServer;

  beforeAll(async () => {
    const text = await readFile(page, 'utf8');
    shop = createServer((_, response) => response.setHeader('content-type', 'text/plain; version=0.0.4').end(text));
    const shopUrl = await listen(shop);
    const configFile = join(folder, 'prometheus.yml');
    await writeFile(
      configFile,
      renderYaml('cli/check-foreign.test.ts', {
        global: { scrape_interval: '1s' },
        scrape_configs: [{ job_name: 'shop', static_configs: [{ targets: [new URL(shopUrl).host] }] }],
      }),
    );
    prometheus = await startPrometheus({ configFile });
    await vi.waitFor(
      async () => {
        const answer = await fetch(`${prometheus.url}/api/v1/query?query=shop_carts`);
        expect(JSON.stringify(await answer.json())).toContain('"shop":"Seoul"');
      },
      { timeout: 30_000, interval: 100 },
    );
    // As a proxy before it would ask for a token.
    guarded = createServer((request, response) => {
      if (request.headers.authorization !== 'Bearer s3cret') {
        response.writeHead(401).end('Who are you?');
        return;
      }
      void fetch(`${prometheus.url}${request.url}`).then(async (answer) =>
        response.writeHead(answer.status, { 'content-type': 'application/json' }).end(await answer.text()),
      );
    });
    guardedUrl = await listen(guarded);
  });
  afterAll(async () => {
    await prometheus?.stop();
    shop?.close();
    guarded?.close();
  });

  it('finds in dashboards and rules of all ages what it finds against a page, and what jobs and instances are', async () => {
    const files = ['--dashboards', join(fixtures, 'dashboards'), '--rules', join(fixtures, 'rules')];
    const live = await check(...files, '--against', prometheus.url, '--format', 'json');
    const paged = await check(...files, '--against', page, '--format', 'json');
    expect([live.code, paged.code]).toEqual([1, 1]);
    const found = JSON.parse(live.out).findings.map(
      ({ where, message }: Record<string, string>) => `${where}: ${message}`,
    );
    const jobs = 'panel "Many", query B: shop_carts is there, but never with job="nowhere": it has job shop.';
    expect(found).toContain(jobs);
    expect(found.filter((one: string) => one !== jobs)).toEqual(
      JSON.parse(paged.out).findings.map(({ where, message }: Record<string, string>) => `${where}: ${message}`),
    );
  });

  it('tells what is not there from what is there, but not with these labels', async () => {
    const asked = [
      'up{job="shop"}',
      'shop_carts{shop="Seoul"}',
      'shop_cart',
      'shop_carts{shop="Daegu"}',
      'shop_carts{town="Seoul"}',
      'shop_orders_total{shop="Seoul", outcome="refused"}',
      'sum by (town) (shop_carts)',
    ];
    const { code, out } = await checkDashboard(prometheus.url, ...asked);
    expect(code).toBe(1);
    expect(out.split('\n')).toEqual([
      'mine.json: panel "P2", query A: there is no series shop_cart; like it are shop_carts. (points-at-nothing)',
      'mine.json: panel "P3", query A: shop_carts is there, but never with shop="Daegu": it has shop Busan, Seoul. (points-at-nothing)',
      'mine.json: panel "P4", query A: shop_carts is there, but never with town="Seoul": it has no label town at all. (points-at-nothing)',
      'mine.json: panel "P5", query A: shop_orders_total is there, but no series of it has all of shop="Seoul", outcome="refused". (points-at-nothing)',
      'mine.json: panel "P6", query A: it aggregates by town, a label that its series have not. (missing-label)',
      `1 file with 7 queries checked against ${prometheus.url}, in the last 1d, 5 findings.`,
      '',
    ]);
  });

  it('finds nothing where all is there', async () => {
    expect(await checkDashboard(prometheus.url, 'up{job="shop"}', 'sum by (shop) (shop_carts)')).toEqual({
      code: 0,
      out: `1 file with 2 queries checked against ${prometheus.url}, in the last 1d, 0 findings.\n`,
    });
  });

  it('shows a token to who asks for it, and says what is refused without', async () => {
    const token = join(folder, 'token');
    await writeFile(token, 's3cret\n');
    const files = ['--dashboards', join(folder, 'mine.json'), '--against', guardedUrl];
    await writeFile(join(folder, 'mine.json'), dashboard('up'));
    expect(await check(...files, '--token-file', token)).toMatchObject({ code: 0 });
    expect(await check(...files)).toEqual({
      code: 2,
      out: `${guardedUrl} answers 401 and not as Prometheus does: Who are you?\n`,
    });
  });
});

it('looks at what is generated where nothing else is named', async () => {
  const own = join(folder, 'own');
  await mkdir(own);
  const config = join(own, 'gapwatch.config.ts');
  await writeFile(config, 'export default {};\n');
  const generated = await new Promise<number>((resolve) => {
    execFile(process.execPath, [main, 'generate', '--config', config], (error) => resolve(Number(error?.code ?? 0)));
  });
  expect(generated).toBe(0);
  const { code, out } = await check('--config', config, '--against', page);
  expect(code).toBe(1);
  expect(out).toContain(
    'own/alerts/generated/alerts.rules.yml: alert MySQLDown: there is no series mysql_up. (points-at-nothing)',
  );
  expect(out).toMatch(
    /own\/dashboards\/generated\/mysql\.json: panel "MySQL up", query A: there is no series mysql_up\./,
  );
});

describe('what cannot be checked', () => {
  const own = ['--dashboards', join(fixtures, 'dashboards')];

  it.each<[string[], RegExp]>([
    [own, /^Say with --against what to look in: the address of a Prometheus, or a page of metrics\.\n$/],
    [[...own, '--against', 'gone.prom'], /^gone\.prom: no such file; name one with a page of metrics, or an address/],
    [
      [...own, '--against', main],
      /^\S+main\.ts is no page of metrics, as a scrape gives: most of its lines are something else\.\n$/,
    ],
    [[...own, '--against', 'http://127.0.0.1:9'], /^http:\/\/127\.0\.0\.1:9 does not answer: .+; is it there\?\n$/],
    [['--dashboards', 'gone', '--against', page], /^gone: no such file or folder; name one that is there\.\n$/],
    [['--rules', import.meta.dirname, '--against', page], /cli: no file in it ends with \.yml, \.yaml, \.rules\.\n$/],
    [[...own, '--against', page, '--within', 'soon'], /^--within is soon, expected a length of time as 1h or 7d\.\n$/],
    [[...own, '--against', page, '--token-file', 'gone'], /^gone: no such file; name the one with the token\.\n$/],
    [
      ['--rules', join(fixtures, 'dashboards'), '--against', page],
      /^1 file read, none of which asks Prometheus anything; name dashboards or rules\.\n$/,
    ],
    [['--against', page], /^gapwatch\.config\.ts: no such file; /],
    [
      ['--format', 'xml'],
      /^error: option '--format <form>' argument 'xml' is invalid\. Allowed choices are text, json, github\.\n$/,
    ],
  ])('is said in a sentence, with exit code 2: %j', async (args, sentence) => {
    const { code, out } = await check(...args);
    expect({ code, out }).toEqual({ code: 2, out: expect.stringMatching(sentence) });
  });
});
