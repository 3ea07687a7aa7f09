import { execFile } from 'node:child_process';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { type SecureElasticsearch, startSecureElasticsearch } from '../test/support/start-secure-elasticsearch.ts';
import { startElasticsearch } from '../test/support/start-servers.ts';

const main = join(import.meta.dirname, 'main.ts');

let folder: string;
let server: SecureElasticsearch;

const gapwatch = (...args: string[]) =>
  new Promise<{ readonly code: number; readonly out: string; readonly err: string }>((resolve) => {
    execFile(process.execPath, [main, ...args], { cwd: folder }, (error, out, err) =>
      resolve({ code: Number(error?.code ?? 0), out, err }),
    );
  });

const configure = (url: string, apply: object) =>
  writeFile(
    join(folder, 'gapwatch.config.ts'),
    `export default ${JSON.stringify({ environment: 'test', logs: { services: [{ dataset: 'shop' }] }, urls: { elasticsearch: url }, apply: { elasticsearch: apply } })};\n`,
  );

/** What the server answers to whoever has that key. */
const ask = async (key: string, method: string, path: string, body?: object): Promise<number> => {
  const answer = await fetch(`${server.url}${path}`, {
    method,
    headers: { authorization: `ApiKey ${key}`, 'content-type': 'application/json' },
    body: body ? JSON.stringify(body) : null,
  });
  await answer.body?.cancel();
  return answer.status;
};
const add = (key: string, stream: string) =>
  ask(key, 'POST', `/${stream}/_doc?op_type=create`, { '@timestamp': '2026-01-01T00:00:00.000Z', message: 'hello' });

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
  server = await startSecureElasticsearch();
  await writeFile(join(folder, 'password'), 'admin-secret\n');
  await configure(server.url, { user: 'admin', passwordFile: 'password' });
  expect(await gapwatch('apply', '--target', 'elasticsearch')).toMatchObject({ code: 0, err: '' });
}, 240_000);
afterAll(async () => {
  await server?.stop();
  await rm(folder, { recursive: true, force: true });
});

it('prints a key that can do what its role can, in this environment only', async () => {
  const { code, out, err } = await gapwatch('api-key', 'gapwatch-writer', '--days', '30');
  expect({ code, err }).toEqual({ code: 0, err: '' });
  const key = out.trim();
  expect(key).toMatch(/^[A-Za-z0-9+/=]{40,}$/);
  expect(await add(key, 'logs-chat.app-test')).toBe(201);
  expect(await add(key, 'logs-chat.app-other')).toBe(403);
  expect(await add(key, 'logs-nginx.access-test')).toBe(403);
  expect(await ask(key, 'GET', '/logs-chat.app-test/_search')).toBe(403);
});

it('makes a key for another service, which reaches none but its own lines', async () => {
  const { out } = await gapwatch('api-key', 'gapwatch-shipper-shop');
  const key = out.trim();
  expect(await add(key, 'logs-shop-default')).toBe(201);
  expect(await ask(key, 'GET', '/logs-shop-default/_search')).toBe(200);
  expect(await add(key, 'logs-shop-other')).toBe(403);
  expect(await add(key, 'logs-chat.app-test')).toBe(403);
});

it('makes a key for Logstash, which reaches the data stream of each that ships by way of it', async () => {
  const key = (await gapwatch('api-key', 'gapwatch-logstash')).out.trim();
  for (const stream of ['logs-chat.app-test', 'logs-shop-default']) expect(await add(key, stream)).toBe(201);
  for (const stream of ['logs-chat.app-default', 'logs-shop-test']) expect(await add(key, stream)).toBe(403);
});

it('changes the key in a file, and only then ends the older ones', async () => {
  const told = await gapwatch('api-key', 'gapwatch-shipper', '--file', 'key');
  expect(told).toEqual({
    code: 0,
    out: 'key holds a new API key gapwatch-shipper-fungap-test, good for 365 days; 0 older ones are ended.\n',
    err: '',
  });
  const first = (await readFile(join(folder, 'key'), 'utf8')).trim();
  expect((await stat(join(folder, 'key'))).mode & 0o777).toBe(0o600);
  expect(await add(first, 'logs-chat.app-test')).toBe(201);
  expect((await gapwatch('api-key', 'gapwatch-shipper', '--file', 'key')).out).toContain('1 older ones are ended.');
  const second = (await readFile(join(folder, 'key'), 'utf8')).trim();
  expect(await add(first, 'logs-chat.app-test')).toBe(401);
  expect(await add(second, 'logs-chat.app-test')).toBe(201);
});

it.each<[number, string[], RegExp]>([
  [
    1,
    ['gapwatch-owner'],
    /^The role is gapwatch-owner, expected one of gapwatch-writer, .+, gapwatch-operator, gapwatch-shipper-shop\.\n$/,
  ],
  [1, ['gapwatch-writer', '--days', 'many'], /^--days is many, expected a whole number of days above 0\.\n$/],
  [
    1,
    ['gapwatch-reader', '--file', 'no/such/key'],
    /^The key cannot be written into no\/such\/key \(ENOENT.+\); name a file that you may write\.\n$/,
  ],
])('ends with %d and a sentence for %j', async (expected, args, sentence) => {
  const { code, err } = await gapwatch('api-key', ...args);
  expect(code).toBe(expected);
  expect(err).toMatch(sentence);
});

it('leaves no key that could not be written down', async () => {
  await gapwatch('api-key', 'gapwatch-operator', '--file', 'no/such/key');
  const { api_keys: keys } = await new Client({ node: server.adminUrl }).security.getApiKey({ active_only: true });
  expect(keys.filter(({ name }) => name.startsWith('gapwatch-operator'))).toEqual([]);
});

it('says that a server without users needs none', async () => {
  const open = await startElasticsearch();
  try {
    await configure(open.url, {});
    expect(await gapwatch('api-key', 'gapwatch-writer')).toEqual({
      code: 1,
      out: '',
      err: `Elasticsearch at ${open.url} has no users, so that nobody needs a key; switch its security on first.\n`,
    });
  } finally {
    await open.stop();
  }
}, 240_000);
