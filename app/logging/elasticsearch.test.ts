import { appendFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elasticsearch, elasticsearchService } from '../../lab/servers/elasticsearch.ts';
import { freePort } from '../../test/support/free-port.ts';
import { until } from '../../test/support/start-app.ts';
import { findServer, startServer, type TestServer } from '../../test/support/start-service.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { sendToElasticsearch } from './elasticsearch.ts';
import { createShipper, type SendLines } from './shipper.ts';

const stream = 'logs-chat.app-verdicts';

/** So small that a test reaches them: more than the first is refused by 429, more than the second by 413. */
const limits = ['indexing_pressure.memory.limit: 100kb', 'http.max_content_length: 128kb'];

const { signal } = new AbortController();

const line = (id: string, fields: object = {}) => ({
  id,
  text: JSON.stringify({ '@timestamp': '2026-01-01T00:00:00.000Z', message: 'm', ...fields }),
});
const lines = (count: number, prefix: string) =>
  Array.from({ length: count }, (_, i) => line(`${prefix}-${i}`, { message: 'x'.repeat(1_000) }));

describe('what Elasticsearch says of log lines', () => {
  let server: TestServer;
  let client: Client;
  let send: SendLines;
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
    send = sendToElasticsearch(server.url, stream);
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  const stored = async () => {
    await client.indices.refresh({ index: stream });
    return (await client.count({ index: stream })).count;
  };

  it('waits for the template, rather than make an ordinary index', async () => {
    expect(await send([line('early')], signal)).toEqual(['server']);
    await client.indices.putIndexTemplate({
      name: 'logs-chat.app',
      index_patterns: ['logs-chat.app-*'],
      data_stream: {},
      priority: 200,
      template: { mappings: { properties: { process: { properties: { pid: { type: 'long' } } } } } },
    });
    expect(await send([line('early')], signal)).toEqual(['stored']);
  });

  it('takes a line once, and refuses only the line that does not fit', async () => {
    const poison = line('poison', { process: { pid: 'none' } });
    expect(await send([line('early'), poison, { id: 'torn', text: '{"message' }, line('next')], signal)).toEqual([
      'stored',
      'rejected',
      'rejected',
      'stored',
    ]);
    expect(await stored()).toBe(2);
  });

  it('asks for a pause when it has too much to do, and while writing is forbidden', async () => {
    expect(new Set(await send(lines(95, 'pressure'), signal))).toEqual(new Set(['overload']));
    await client.indices.putSettings({ index: stream, settings: { 'index.blocks.write': true } });
    expect(await send([line('forbidden')], signal)).toEqual(['server']);
    await client.indices.putSettings({ index: stream, settings: { 'index.blocks.write': null } });
    expect(await send([line('forbidden')], signal)).toEqual(['stored']);
  });

  it('gets in parts what is too large for one request, and never what is too large by itself', async () => {
    const before = await stored();
    const telemetry = createTelemetry();
    const shipper = createShipper(send, telemetry, () => 0);
    const huge = line('huge', { message: 'x'.repeat(150_000) });
    for (const { id, text } of [...lines(150, 'large'), huge, line('last')]) shipper.write(id, text);
    await until('All is stored', async () => (await stored()) === before + 151);
    await shipper.close(5_000);
    const dropped = (await telemetry.collect()).find(({ name }) => name === 'gapwatch_logs_dropped_total');
    expect(dropped?.values.map(({ labels, value }) => [labels.reason, value])).toEqual([
      ['queue_full', 0],
      ['rejected', 1],
      ['shutdown', 0],
    ]);
  });
});

it('keeps lines while Elasticsearch does not know who writes them', async () => {
  // The Elasticsearch of these tests has no users.
  const server = createServer((request, response) => {
    request.resume();
    response.writeHead(401, { 'content-type': 'application/json', 'x-elastic-product': 'Elasticsearch' }).end('{}');
  }).listen(0, '127.0.0.1');
  await until('It listens', async () => server.listening);
  const { port } = server.address() as AddressInfo;
  expect(await sendToElasticsearch(`http://127.0.0.1:${port}`, stream)([line('a')], signal)).toEqual(['server']);
  server.closeAllConnections();
  server.close();
});
