import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { elasticRoles, roleBody } from '../../logstash/elastic/roles.ts';
import { type SecureElasticsearch, startSecureElasticsearch } from '../../test/support/start-secure-elasticsearch.ts';
import { watchElasticsearch } from '../../test/support/watch-elasticsearch.ts';
import type { ElasticsearchLogin } from './elasticsearch-error.ts';

const user = 'gapwatch-exporter';
const [logs, messages] = ['logs-chat.app-test', 'chat-messages-fungap-test'];

let server: SecureElasticsearch;
let admin: Client;
let folder: string;
let url: string;
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-rights-'));
  server = await startSecureElasticsearch();
  url = `http://${server.host}:${server.port}`;
  admin = new Client({ node: server.adminUrl });
  const role = elasticRoles().find(({ name }) => name === user);
  if (role === undefined) throw new Error(`There is no role ${user}.`);
  await admin.transport.request({ method: 'PUT', path: `/_security/role/${user}`, body: roleBody(role) });
  await admin.security.putUser({ username: user, password: 'first-password', roles: [user] });
  const settings = { number_of_replicas: 0 };
  await admin.indices.putIndexTemplate({
    name: 'a',
    index_patterns: ['logs-*'],
    data_stream: {},
    priority: 500,
    template: { settings },
  });
  await admin.index({ index: logs, op_type: 'create', document: { '@timestamp': '2026-01-01' }, refresh: true });
  await admin.indices.create({ index: `${messages}-20260101000000000`, settings, aliases: { [messages]: {} } });
});
afterAll(async () => {
  await admin?.close();
  await server?.stop();
  await rm(folder, { recursive: true });
});

const write = async (name: string, text: string) => {
  await writeFile(join(folder, name), text);
  return join(folder, name);
};

/** The page as somebody sees it, and the last thing that was logged. */
const watching = (login: Omit<ElasticsearchLogin, 'url'>) => {
  const watch = watchElasticsearch({ url, ...login }, [logs, messages]);
  return { ...watch, look: async () => ({ page: await watch.page(), said: watch.log.at(-1) }) };
};

it('tells of all by the rights of its role, and takes a changed password', async () => {
  const { look, close } = watching({ user, passwordFile: await write('password', 'first-password') });
  const { page, said } = await look();
  expect(said).toBeUndefined();
  for (const [index, documents] of [
    [logs, 1],
    [messages, 0],
  ]) {
    expect(page).toContain(`\nelasticsearch_indices_docs_primary{cluster="gapwatch",index="${index}"} ${documents}\n`);
  }
  expect(page).toMatch(/^elasticsearch_filesystem_data_available_bytes\{.*\} \d+$/m);
  await admin.security.changePassword({ username: user, password: 'second-password' });
  expect((await look()).said).toMatch(/ refuses user gapwatch-exporter: put the password into the file of /);
  await write('password', 'second-password');
  expect((await look()).page).toContain('\nelasticsearch_cluster_health_status');
  await close();
});

it('tells of all by an API key with those rights', async () => {
  const role = elasticRoles().find(({ name }) => name === user);
  const { encoded } = await admin.security.createApiKey({
    name: 'exporter',
    role_descriptors: {
      [user]: { cluster: [...(role?.cluster ?? [])], indices: JSON.parse(JSON.stringify(role?.indices)) },
    },
  });
  const { look, close } = watching({ apiKeyFile: await write('key', `${encoded}\n`) });
  const { page, said } = await look();
  expect(said).toBeUndefined();
  expect(page).toContain(`\nelasticsearch_indices_docs_primary{cluster="gapwatch",index="${logs}"} 1\n`);
  await close();
});

it('can read no line and no message, and change nothing', async () => {
  await admin.security.changePassword({ username: user, password: 'third-password' });
  const ask = async (method: string, path: string) =>
    (await fetch(url + path, { method, headers: { authorization: `Basic ${btoa(`${user}:third-password`)}` } })).status;
  const refused = await Promise.all([
    ask('GET', `/${logs}/_search`),
    ask('GET', `/${messages}/_search`),
    ask('GET', `/${messages}/_count`),
    ask('DELETE', `/${messages}-20260101000000000`),
    ask('POST', `/${logs}/_rollover`),
    ask('GET', '/_security/user'),
  ]);
  expect(refused).toEqual(refused.map(() => 403));
});

it('says what rights are missing', async () => {
  await admin.security.putUser({ username: 'nobody', password: 'nobody-password', roles: [] });
  const { look, close } = watching({ user: 'nobody', passwordFile: await write('other', 'nobody-password') });
  expect((await look()).said).toMatch(
    / refuses \/\S+: give user nobody the rights of the role gapwatch-exporter: monitor, of the cluster and of the indices\.$/,
  );
  await close();
});
