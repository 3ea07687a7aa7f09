import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { proxyTo } from '../../test/support/apply-to-elasticsearch.ts';
import { startSmallElasticsearch } from '../../test/support/small-elasticsearch.ts';
import { until } from '../../test/support/start-app.ts';
import { type SecureElasticsearch, startSecureElasticsearch } from '../../test/support/start-secure-elasticsearch.ts';
import { amend, examine } from '../outcome.ts';
import { openElasticsearch } from './elasticsearch-api.ts';
import { elasticsearchTarget } from './elasticsearch-target.ts';
import { setUpElasticsearch } from './set-up.ts';

const resources = elasticResources(parseConfig({}, 'gapwatch.config.ts'));

describe('an Elasticsearch whose index of roles and keys is not there yet', () => {
  let server: SecureElasticsearch;
  let url = '';
  let headers: Record<string, string>;
  const ask = async (method: string, path: string, body?: object) => {
    const answer = await fetch(`${url}${path}`, { method, headers, ...(body && { body: JSON.stringify(body) }) });
    return { status: answer.status, text: await answer.text() };
  };
  const allot = (which: 'all' | 'none') =>
    ask('PUT', '/_cluster/settings', { persistent: { 'cluster.routing.allocation.enable': which } });
  beforeAll(async () => {
    server = await startSecureElasticsearch({ untouched: true });
    const { username, password } = new URL(server.adminUrl);
    url = server.url;
    const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`;
    headers = { authorization, 'content-type': 'application/json' };
  });
  afterAll(() => server?.stop());

  it('gets all as soon as it is ready', async () => {
    // The first role has the index made, which a busy machine has no place for yet.
    expect(await allot('none')).toMatchObject({ status: 200 });
    const first = ask('PUT', '/_security/role/first', {});
    await until('The index is made', async () => (await ask('GET', '/_security/role')).status === 503);

    const proxy = await proxyTo(url);
    const asked = () => proxy.seen.filter((request) => request === 'GET /_security/role').length;
    proxy.fault(
      (request) => request === 'GET /_security/role',
      async () => {
        // It has been told three times by then that it is too early.
        if (asked() === 4) await allot('all');
      },
    );
    const address = Object.assign(new URL(proxy.url), { username: 'admin', password: 'admin-secret' }).href;
    await setUpElasticsearch(address, resources, () => {});
    expect(asked()).toBeGreaterThan(3);
    expect((await ask('GET', '/_security/role/gapwatch-writer')).status).toBe(200);
    await first;
  });
});

it('is waited for only so long, and once for all that is asked meanwhile', async () => {
  const server = await startSmallElasticsearch();
  onTestFinished(server.stop);
  const proxy = await proxyTo(server.url);
  const reason = 'at least one primary shard for the index [.security-7] is unavailable';
  proxy.fault((request) => !request.startsWith('GET') && !request.includes('/_ingest'), {
    status: 503,
    json: { error: { reason } },
  });
  const keys = { title: 'Elasticsearch', key: 'apply.elasticsearch', urlKey: 'urls.elasticsearch' };
  const api = openElasticsearch({ ...keys, url: proxy.url }, { withinMs: 30, pauseMs: 10 });
  onTestFinished(api.close);
  const target = elasticsearchTarget(api, resources);
  const options = { prune: false, signal: new AbortController().signal };
  const { problem } = await amend(await examine(target, options), options);
  const refused = proxy.seen.filter((request) => !request.startsWith('GET') && !request.includes('/_ingest'));
  expect(problem).toContain(
    `Elasticsearch at ${proxy.url} is not ready: for 0.03 s it has answered ${refused[0]} with 503 (${reason}); try again once its GET /_cluster/health tells of no index that is red.`,
  );
  // The same again and again, and then its own way back.
  const [first] = refused;
  expect(refused.filter((request) => request === first).length).toBeGreaterThan(1);
  expect(refused.filter((request) => request !== first)).toEqual([first?.replace('PUT', 'DELETE')]);
});
