import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, it, onTestFinished } from 'vitest';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { searchAlias } from '../../config/elasticsearch-names.ts';
import { type Config, parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { apiKeyRequest } from '../../logstash/elastic/api-key.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { startApiProxy } from '../../test/support/start-api-proxy.ts';
import { type SecureElasticsearch, startSecureElasticsearch } from '../../test/support/start-secure-elasticsearch.ts';
import { watchBy } from '../../test/support/watch-elasticsearch.ts';
import { makeCollectors } from '../collectors.ts';

const user = 'gapwatch-exporter';
const services = [{ dataset: 'shop' }, { dataset: 'till.web', environment: 'prod' }];
const documents = 'elasticsearch_indices_docs_primary';
const size = 'elasticsearch_indices_store_size_bytes_primary';

let server: SecureElasticsearch;
let admin: Client;
let folder: string;

const configured = (input: ConfigInput = {}): Config =>
  parseConfig(
    { environment: 'test', logs: { services }, ...input, urls: { elasticsearch: server.url, ...input.urls } },
    join(folder, 'gapwatch.config.ts'),
  );

/** Lines come to a data stream, which is there from the first on. */
const log = async (stream: string, count: number) => {
  const line = { '@timestamp': '2026-01-01T00:00:00.000Z', message: 'hello' };
  const operations = Array.from({ length: count }, () => [{ create: {} }, line]).flat();
  expect((await admin.bulk({ index: stream, refresh: true, operations })).errors).toBe(false);
};

/** What the exporter tells and says that has this configuration. */
const watching = (config: Config) => {
  const collector = makeCollectors(config).find(({ name }) => name === 'elasticsearch');
  if (collector === undefined) throw new Error('There is no such collector.');
  const watch = watchBy(collector);
  onTestFinished(watch.close);
  /** Values of a family by what they are of. */
  const told = async (family: string) => {
    const page = await watch.page();
    return Object.fromEntries(
      [...page.matchAll(new RegExp(`^${family}\\{cluster="gapwatch",index="(.*)"\\} (\\d+)$`, 'gm'))].map(
        ([, index = '', value]) => [index, Number(value)],
      ),
    );
  };
  return { ...watch, told };
};

/** Whoever has the key of the exporter that the configuration of some services is for. */
const byKey = async (named: ConfigInput['logs']) => {
  const { encoded } = await admin.security.createApiKey({ ...apiKeyRequest(user, configured({ logs: named }), 1) });
  await writeFile(join(folder, 'key'), encoded);
  return { exporter: { elasticsearch: { apiKeyFile: 'key' } } };
};

const password = 'long-enough';
const byUser = { exporter: { elasticsearch: { user, passwordFile: 'password' } } };

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-streams-'));
  await writeFile(join(folder, 'password'), password);
  server = await startSecureElasticsearch();
  admin = new Client({ node: server.adminUrl });
  await setUpElasticsearch(server.adminUrl, elasticResources(configured()), () => {});
  await admin.security.putUser({ username: user, password, roles: [user] });
  await log('logs-chat.app-test', 2);
  await log('logs-shop-default', 3);
  await log('logs-till.web-prod', 1);
  // Nobody names these: another environment of a service, and one that shares the Elasticsearch.
  await log('logs-shop-elsewhere', 4);
  await log('logs-other-default', 5);
  await admin.indices.create({ index: 'messages', aliases: { [searchAlias(configured())]: {} } });
});
afterAll(async () => {
  await admin?.close();
  await server?.stop();
  await rm(folder, { recursive: true });
});

const all = {
  'logs-chat.app-test': 2,
  'logs-shop-default': 3,
  'logs-till.web-prod': 1,
  'chat-messages-fungap-test': 0,
};

it.each([
  ['a user of its role', async () => byUser],
  ['an API key for this installation', () => byKey({ services })],
])(
  'tells of the chat, each service that is named and the search by the rights of %s, and of nothing else',
  async (_, by) => {
    const { told, log: said } = watching(configured(await by()));
    expect(await told(documents)).toEqual(all);
    const sizes = await told(size);
    expect(Object.keys(sizes)).toEqual(Object.keys(all));
    for (const bytes of Object.values(sizes)) expect(bytes).toBeGreaterThan(0);
    expect(said).toEqual([]);
  },
);

it('lets the role see how much is in those, not what, and nothing of others', async () => {
  const authorization = `Basic ${btoa(`${user}:${password}`)}`;
  const ask = async (path: string) => (await fetch(`${server.url}${path}`, { headers: { authorization } })).status;
  expect(await ask('/logs-shop-default/_stats')).toBe(200);
  for (const path of ['/logs-shop-default/_search', '/logs-till.web-prod/_count', '/logs-other-default/_stats']) {
    expect([path, await ask(path)]).toEqual([path, 403]);
  }
});

it('tells only of what exporter.elasticsearch.indices names, where it names any', async () => {
  const { elasticsearch } = byUser.exporter;
  const { told } = watching(
    configured({ exporter: { elasticsearch: { ...elasticsearch, indices: ['logs-shop-default'] } } }),
  );
  expect(await told(documents)).toEqual({ 'logs-shop-default': 3 });
});

it('goes on without a service that its key was not made for, and says so', async () => {
  const { told, page, log: said } = watching(configured(await byKey({ services: services.slice(0, 1) })));
  const { 'logs-till.web-prod': _, ...rest } = all;
  expect(await told(documents)).toEqual(rest);
  expect(said).toEqual([
    'Collector elasticsearch: Elasticsearch has no data stream, alias or index logs-till.web-prod, or lets the exporter not see it: run gapwatch apply, or mend exporter.elasticsearch.indices or logs.services.',
  ]);
  expect(await page()).toContain('gapwatch_collector_success{collector="elasticsearch"} 1\n');
});

it('has one series of each, and as much to ask and to read, however many lines and indices are behind it', async () => {
  const proxy = await startApiProxy(server.url);
  onTestFinished(proxy.stop);
  const { told } = watching(configured({ ...byUser, urls: { elasticsearch: proxy.url } }));
  const scrape = async () => {
    proxy.seen.length = 0;
    const counts = await told(documents);
    const asked = [...proxy.seen].sort();
    const answers = await Promise.all(
      asked.flatMap((request) => {
        const path = request.replace('GET ', '');
        return path.includes('/_stats/') ? [fetch(`${server.url}${path}`, { headers: { authorization } })] : [];
      }),
    );
    const lengths = await Promise.all(answers.map(async (answer) => (await answer.text()).length));
    return { counts, asked, read: Math.max(...lengths) };
  };
  const authorization = `Basic ${btoa(`${user}:${password}`)}`;
  const before = await scrape();
  // Health, nodes, and one question about each name.
  expect(before.asked).toHaveLength(2 + Object.keys(all).length);
  for (let generation = 0; generation < 3; generation++) {
    await admin.indices.rollover({ alias: 'logs-shop-default' });
    await log('logs-shop-default', 1_000);
  }
  const after = await scrape();
  expect(after.counts).toEqual({ ...all, 'logs-shop-default': 3_003 });
  const questions = (asked: readonly string[]) => asked.filter((request) => !request.includes('/_nodes/'));
  expect(questions(after.asked)).toEqual(questions(before.asked));
  // A digit more here and there.
  expect(after.read - before.read).toBeLessThan(10);
});
