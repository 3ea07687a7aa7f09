import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { elasticsearchStore } from '../../spool/elasticsearch.ts';
import { type SecureElasticsearch, startSecureElasticsearch } from '../../test/support/start-secure-elasticsearch.ts';
import { elasticResources } from '../elastic-resources.ts';
import { elasticRoles } from './roles.ts';

const resources = elasticResources(parseConfig({ environment: 'test' }, '/project/gapwatch.config.ts'));
const chat = 'logs-chat.app-test';
const nginx = 'logs-nginx.access-test';
const password = 'long-enough';

describe('roles in a real Elasticsearch with users', () => {
  let server: SecureElasticsearch;
  let client: Client;
  const said: string[] = [];

  /** What it answers to a user of that role, or to the one who may do anything. */
  const ask = async (as: string, method: string, path: string, body?: object | string): Promise<number> => {
    const user = as === 'admin' ? 'admin:admin-secret' : `${as}:${password}`;
    const answer = await fetch(`${server.url}${path}`, {
      method,
      headers: { authorization: `Basic ${btoa(user)}`, 'content-type': 'application/json' },
      body: typeof body === 'object' ? JSON.stringify(body) : (body ?? null),
    });
    await answer.body?.cancel();
    return answer.status;
  };
  const line = (label: string) => ({
    '@timestamp': '2026-01-01T00:00:00.000Z',
    message: 'hello',
    labels: { [label]: '1' },
  });
  const add = (as: string, stream: string, id: string, label = 'a') =>
    ask(as, 'PUT', `/${stream}/_create/${id}?refresh=true`, line(label));

  beforeAll(async () => {
    server = await startSecureElasticsearch();
    client = new Client({ node: server.adminUrl });
    await setUpElasticsearch(server.adminUrl, resources, (text) => said.push(text));
    for (const { name } of elasticRoles()) {
      expect(await ask('admin', 'PUT', `/_security/user/${name}`, { password, roles: [name] })).toBe(200);
    }
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  it('are there, and nothing is said of users that are missing', () => {
    expect(said.filter((sentence) => sentence.includes('users'))).toEqual([]);
  });

  it.each(['gapwatch-writer', 'gapwatch-shipper', 'gapwatch-logstash'])(
    'let %s make a data stream and a new label by a line, and nothing but add',
    async (role) => {
      const stream = `logs-chat.app-${role.replace('gapwatch-', '')}`;
      expect(await add(role, stream, '1')).toBe(201);
      expect(await add(role, stream, '2', 'never_seen')).toBe(201);
      expect(await add(role, stream, '2')).toBe(409);
      const [index] = Object.keys(await client.indices.get({ index: stream }));
      const refused = await Promise.all([
        ask(role, 'POST', `/${index}/_update/1`, { doc: { message: 'changed' } }),
        ask(role, 'DELETE', `/${index}/_doc/1`),
        ask(role, 'POST', `/${stream}/_delete_by_query`, { query: { match_all: {} } }),
        ask(role, 'DELETE', `/${index}`),
        ask(role, 'PUT', `/${stream}/_settings`, { index: { refresh_interval: '1m' } }),
        ask(role, 'PUT', '/_ingest/pipeline/logs-chat.app', { processors: [{ drop: {} }] }),
        ask(role, 'PUT', '/_index_template/logs-chat.app', { index_patterns: ['logs-chat.app-*'] }),
        add(role, 'logs-other-test', '1'),
        add(role, 'chat-messages', '1'),
        ask(role, 'GET', '/_security/role'),
      ]);
      expect(refused).toEqual(refused.map(() => 403));
    },
  );

  it('let those that need not read no line', async () => {
    await add('admin', chat, 'seen');
    const read = (role: string) => ask(role, 'GET', `/${chat}/_search`);
    expect(await Promise.all(['gapwatch-writer', 'gapwatch-logstash', 'gapwatch-operator'].map(read))).toEqual([
      403, 403, 403,
    ]);
    expect(await Promise.all(['gapwatch-shipper', 'gapwatch-reader'].map(read))).toEqual([200, 200]);
  });

  it('let the chat add nothing to the accesses of nginx, and Logstash both', async () => {
    expect(await add('gapwatch-writer', nginx, 'w')).toBe(403);
    expect(await add('gapwatch-shipper', nginx, 's')).toBe(403);
    expect(await add('gapwatch-logstash', nginx, 'l')).toBe(201);
  });

  it('let the reader read and Grafana ask for the version, and write nothing', async () => {
    const reader = 'gapwatch-reader';
    expect(await ask(reader, 'GET', '/')).toBe(200);
    expect(await ask(reader, 'GET', `/${nginx}/_search`)).toBe(200);
    expect(await ask(reader, 'GET', `/${chat}/_mapping`)).toBe(200);
    expect(await add(reader, chat, 'r')).toBe(403);
    expect(await ask(reader, 'GET', '/.security/_search')).toBe(403);
  });

  it('let the operator apply everything but roles, and compare those', async () => {
    const operator = 'gapwatch-operator';
    const apply = async (as: string, secret: string) => {
      const told: string[] = [];
      await setUpElasticsearch(server.urlOf(as, secret), resources, (text) => told.push(text));
      return told;
    };
    const path = '/_security/role/gapwatch-writer';
    const sentence = 'Who applies this may not change roles: they stay as they are.';
    // Roles that are as they should be need nobody's right.
    expect(await apply(operator, password)).not.toContain(sentence);
    expect(await ask('admin', 'PUT', path, { cluster: ['all'] })).toBe(200);
    const mine = { index_patterns: ['logs-nginx.access-*'], data_stream: {}, priority: 250, _meta: { mine: true } };
    expect(await ask('admin', 'PUT', '/_index_template/gapwatch-nginx.access', mine)).toBe(200);
    expect(await apply(operator, password)).toContain(sentence);
    const { index_templates: told } = await client.indices.getIndexTemplate({ name: 'gapwatch-nginx.access' });
    expect(told[0]?.index_template._meta).toMatchObject({ managed_by: 'gapwatch' });
    expect(await apply('admin', 'admin-secret')).not.toContain(sentence);
    expect(await ask(operator, 'GET', '/_security/role/gapwatch-writer')).toBe(200);
    expect(await ask(operator, 'PUT', '/_security/role/gapwatch-writer', { cluster: ['all'] })).toBe(403);
    expect(await ask(operator, 'POST', `/${chat}/_rollover`)).toBe(200);
    expect(await add(operator, chat, 'o')).toBe(403);
  });

  it('suit the spool, which after a roll-over finds what it had stored', async () => {
    const store = elasticsearchStore(server.urlOf('gapwatch-shipper', password), 'logs-chat.app-spooled');
    const signal = AbortSignal.timeout(30_000);
    const text = Buffer.from(JSON.stringify(line('a')));
    const spooled = { id: 'w-1', line: text, writtenAt: Date.now(), size: text.length };
    expect(await store.send([spooled], signal)).toEqual({ verdicts: [{ kind: 'stored' }] });
    expect(await ask('gapwatch-operator', 'POST', '/logs-chat.app-spooled/_rollover')).toBe(200);
    const located = await store.locate(['w-1', 'w-2'], 1, signal);
    expect(located).toEqual({ generation: 2, stored: new Set(['w-1']) });
  });

  it('tell a wrong password from a server that lacks something', async () => {
    await expect(setUpElasticsearch(server.urlOf('admin', 'wrong'), resources, () => {})).rejects.toThrow(
      /does not tell of each ingest pipeline \(401: .+\); name a token in apply\.elasticsearch\.tokenFile/,
    );
  });
});
