import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elasticsearch, elasticsearchService } from '../lab/servers/elasticsearch.ts';
import { freePort } from '../test/support/free-port.ts';
import { until } from '../test/support/start-app.ts';
import { findServer, startServer, type TestServer } from '../test/support/start-service.ts';
import { allCreated, bulkParameters } from './bulk.ts';
import { elasticsearchStore } from './elasticsearch.ts';
import type { SpooledLine } from './record.ts';
import type { LogStore } from './store.ts';

const stream = 'logs-chat.app-verdicts';

/** So small that a test reaches them: more than the first is refused by 429, more than the second by 413. */
const limits = ['indexing_pressure.memory.limit: 100kb', 'http.max_content_length: 128kb'];

const { signal } = new AbortController();

const raw = (id: string, text: string): SpooledLine => ({
  id,
  line: Buffer.from(text),
  writtenAt: 0,
  size: text.length,
});
const line = (id: string, fields: object = {}) =>
  raw(id, JSON.stringify({ '@timestamp': '2026-01-01T00:00:00.000Z', message: 'm', ...fields }));
const lines = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, i) => line(`${prefix}-${i}`, { message: 'x'.repeat(1_000) }));

describe('what Elasticsearch says of log lines', () => {
  let server: TestServer;
  let client: Client;
  let store: Required<LogStore>;
  beforeAll(async () => {
    const program = await findServer(elasticsearch);
    const port = await freePort();
    server = await startServer((folder) => {
      const service = elasticsearchService(program, { folder: join(folder, 'elasticsearch'), host: '127.0.0.1', port });
      const prepare: typeof service.prepare = async (say, signal) => {
        await service.prepare?.(say, signal);
        await appendFile(join(folder, 'elasticsearch', 'conf', 'elasticsearch.yml'), `${limits.join('\n')}\n`);
      };
      return { ...service, prepare };
    });
    client = new Client({ node: server.url });
    store = elasticsearchStore(server.url, stream);
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  const stored = async () => {
    await client.indices.refresh({ index: stream });
    return (await client.count({ index: stream })).count;
  };

  /** What is said of each line, or of all. */
  const send = async (sent: readonly SpooledLine[]) => {
    const answer = await store.send(sent, signal);
    return 'kind' in answer ? answer.kind : answer.verdicts.map(({ kind }) => kind);
  };

  it('waits for the template, rather than make an ordinary index', async () => {
    expect(await store.locate([], 0, signal)).toEqual({ generation: 0, stored: new Set() });
    expect(await send([line('early')])).toEqual(['missing']);
    await client.indices.putIndexTemplate({
      name: 'logs-chat.app',
      index_patterns: ['logs-chat.app-*'],
      data_stream: {},
      priority: 200,
      template: { mappings: { properties: { process: { properties: { pid: { type: 'long' } } } } } },
    });
    expect(await send([line('early')])).toEqual(['stored']);
  });

  it('takes a line once, and refuses only the line that does not fit, with the reason', async () => {
    const poison = line('poison', { process: { pid: 'none' } });
    const lines = [line('early'), poison, raw('torn', '{"message'), line('next')];
    expect(await send(lines)).toEqual(['duplicate', 'rejected', 'rejected', 'stored']);
    const answer = await store.send([poison], signal);
    expect(answer).toMatchObject({ verdicts: [{ reason: expect.stringMatching(/^400 .*process\.pid/) }] });
    expect(await stored()).toBe(2);
  });

  it('answers as is expected where it creates all, so that its answer need not be taken apart', async () => {
    const body = ['usual-1', 'usual-2'].map((id) => `{"create":{"_id":"${id}"}}\n{"@timestamp":0}\n`).join('');
    const headers = { 'content-type': 'application/x-ndjson' };
    const response = await fetch(`${server.url}/${stream}/_bulk?${bulkParameters}`, { method: 'POST', headers, body });
    expect(await response.text()).toBe(`{${allCreated(2)}`);
  });

  it('asks for a pause when it has too much to do, and while writing is forbidden', async () => {
    expect(await send(lines(95, 'pressure'))).toBe('overload');
    await client.indices.putSettings({ index: stream, settings: { 'index.blocks.write': true } });
    expect(await send([line('forbidden')])).toEqual(['unauthorised']);
    await client.indices.putSettings({ index: stream, settings: { 'index.blocks.write': null } });
    expect(await send([line('forbidden')])).toEqual(['stored']);
  });

  it('says when a request is too large', async () => {
    expect(await send(lines(150, 'large'))).toBe('too_large');
  });

  it('finds by their ids what is stored, also in an index that is no longer written', async () => {
    const before = await store.locate([], 0, signal);
    expect(before).toMatchObject({ generation: 1 });
    expect(await send([line('old')])).toEqual(['stored']);
    await client.indices.rollover({ alias: stream });
    expect(await send([line('new')])).toEqual(['stored']);
    expect(await store.locate(['old', 'new', 'never'], 1, signal)).toEqual({
      generation: 2,
      stored: new Set(['old', 'new']),
    });
    expect(await store.locate(['old'], 2, signal)).toEqual({ generation: 2, stored: new Set() });
  });
});

it('keeps lines while Elasticsearch does not know who writes them', async () => {
  // The Elasticsearch of these tests has no users.
  const users: (string | undefined)[] = [];
  const server = createServer((request, response) => {
    users.push(request.headers.authorization);
    request.resume();
    response.writeHead(401, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }).end('{}');
  }).listen(0, '127.0.0.1');
  await until('It listens', async () => server.listening);
  const { port } = server.address() as AddressInfo;
  const store = elasticsearchStore(`http://log%40er:p%3Ass@127.0.0.1:${port}`, stream);
  expect(await store.send([line('a')], signal)).toMatchObject({ kind: 'unauthorised' });
  expect(await store.locate(['a'], 0, signal)).toMatchObject({ kind: 'unauthorised' });
  expect(users).toEqual(Array(2).fill(`Basic ${Buffer.from('log@er:p:ss').toString('base64')}`));
  server.closeAllConnections();
  server.close();
});
