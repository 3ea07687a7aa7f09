import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { Client } from '@elastic/elasticsearch';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, onTestFinished } from 'vitest';
import { countSpool } from '../test/support/spool-meter.ts';
import { until } from '../test/support/start-app.ts';
import { type LogstashInput, startLogstash } from '../test/support/start-logstash.ts';
import { startElasticsearch } from '../test/support/start-servers.ts';
import type { TestServer } from '../test/support/start-service.ts';
import { logstashStore } from './logstash.ts';
import type { StoreOptions } from './requester.ts';
import { openSpool } from './spool.ts';

const stream = 'logs-lines-logstash';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-logstash-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** Opens a spool, writes to it documents as they are given and gives what has become of them. */
const ship = (url: string, documents: readonly object[], options: StoreOptions = {}) => {
  const counted = countSpool();
  const troubles: (string | undefined)[] = [];
  const spool = openSpool({
    folder: join(folder, 'spool'),
    store: logstashStore(url, { timeout: 2_000, ...options }),
    destination: 'logs-test-default',
    meter: counted.meter,
    limitBytes: 1e8,
    sync: 'interval',
    onTrouble: (kind, reason) => troubles.push(kind && `${kind}: ${reason}`),
    onFailure: () => {},
    pauses: { least: 5, most: 20 },
    gather: 5,
    settleMs: 5,
  });
  for (const [i, document] of documents.entries()) spool.write(`w-${i + 1}`, JSON.stringify(document), 'info');
  return { ...counted, spool, troubles };
};

const documents = (count: number, writer: string) =>
  Array.from({ length: count }, (_, i) => ({
    '@timestamp': new Date().toISOString(),
    event: { id: `${writer}-${i + 1}`, sequence: i + 1 },
    labels: { writer },
    message: '안녕 "x" \\ '.repeat(10),
  }));

const deadLetters = async (): Promise<{ id: string; reason: string; why: string }[]> => {
  const place = join(folder, 'spool/dead-letters');
  const [file = ''] = await readdir(place);
  return (await readFile(join(place, file), 'utf8'))
    .trimEnd()
    .split('\n')
    .map((line) => JSON.parse(line));
};

describe('by way of Logstash, before a real Elasticsearch, a line', () => {
  let server: TestServer;
  let client: Client;
  let logstash: LogstashInput;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await client.indices.putIndexTemplate({
      name: 'logs-lines',
      index_patterns: ['logs-lines-*'],
      data_stream: {},
      priority: 200,
      template: { mappings: { properties: { event: { properties: { sequence: { type: 'long' } } } } } },
    });
    logstash = await startLogstash({
      elasticsearch: server.url,
      dataStream: stream,
      user: 'ship',
      password: 'second',
      maxContentLength: 20_000,
    });
  });
  afterAll(async () => {
    await logstash?.stop();
    await client?.close();
    await server?.stop();
  });

  afterEach(() => logstash.hold(false));

  const stored = async (writer: string) => {
    await client.indices.refresh({ index: stream }, { ignore: [404] });
    const found = await client.search<{ event: { id: string; sequence: number } }>(
      { index: stream, query: { match: { 'labels.writer': writer } }, size: 10_000, ignore_unavailable: true },
      // What is made just now has no place yet that could be searched.
      { ignore: [503] },
    );
    return found.hits?.hits ?? [];
  };
  const login = async () => {
    const passwordFile = join(folder, 'password');
    await writeFile(passwordFile, 'second\n');
    return { credentials: { user: 'ship', passwordFile } };
  };

  it('is stored under its own id, as it was logged, in requests that Logstash takes', async () => {
    const sent = documents(500, 'plain');
    const { spool, counts } = ship(logstash.url, sent, await login());
    await until('All are stored', async () => (await stored('plain')).length === 500);
    for (const { _id, _source } of await stored('plain')) {
      expect(_source).toMatchObject({ ...sent[(_source?.event.sequence ?? 0) - 1], event: { id: _id } });
    }
    await until('All are settled', async () => spool.state().bytes === 0);
    expect(counts.shipped).toBe(500);
    await spool.close(1_000);
  });

  it('is stored once though it was sent twice, since the first answer was lost', async () => {
    logstash.hold(true);
    const first = ship(logstash.url, documents(50, 'twice'), await login());
    await until('All are taken', async () => first.counts.shipped === 50);
    const second = ship(logstash.url, documents(50, 'twice'), await login());
    await until('All are taken', async () => second.counts.shipped === 50);
    expect(logstash.queued()).toBe(100);
    logstash.hold(false);
    await until('All are stored', async () => logstash.queued() === 0);
    expect(await stored('twice')).toHaveLength(50);
    expect(logstash.deadLetters).toEqual([]);
    for (const { spool } of [first, second]) await spool.close(1_000);
  });

  it('waits while Logstash is busy, or refuses who sends it, until the file of the password says another', async () => {
    const { credentials } = await login();
    await writeFile(credentials.passwordFile, 'first');
    logstash.beBusy(true);
    const { spool, counts, troubles } = ship(logstash.url, documents(50, 'patient'), { credentials });
    await until('It waits', async () => (counts['retried overload'] ?? 0) > 2);
    logstash.beBusy(false);
    await until('It is refused', async () => (counts['retried unauthorised'] ?? 0) > 2);
    expect(spool.state().up).toBe(false);
    await rm(credentials.passwordFile);
    const before = counts['retried unauthorised'] ?? 0;
    await until('The file is missed', async () => (counts['retried unauthorised'] ?? 0) > before + 1);
    await writeFile(credentials.passwordFile, 'second\n');
    await until('All are stored', async () => (await stored('patient')).length === 50);
    expect(counts['dead rejected']).toBeUndefined();
    await until('All is well', async () => troubles.at(-1) === undefined);
    expect(troubles.slice(0, 2)).toEqual(['overload: 429 ', 'unauthorised: 401 ']);
    await spool.close(1_000);
  });
});

describe('what a server before Logstash answers', () => {
  /** A server that answers as `status` says of the documents that it is sent. */
  const answering = async (status: (sent: readonly { id: number }[], body: Buffer) => number | 'hang up') => {
    const taken: number[] = [];
    const sizes: number[] = [];
    const server = createServer(async (request, response) => {
      const body = await buffer(request);
      const sent: { id: number }[] = JSON.parse(body.toString());
      sizes.push(sent.length);
      const answer = status(sent, body);
      if (answer === 'hang up') return void request.socket.resetAndDestroy();
      if (answer === 200) taken.push(...sent.map(({ id }) => id));
      response.writeHead(answer).end('what it says');
    }).listen(0, '127.0.0.1');
    onTestFinished(() => {
      server.close();
      server.closeAllConnections();
    });
    await until('It listens', async () => server.listening);
    return { url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in`, taken, sizes };
  };
  const numbers = (count: number) => Array.from({ length: count }, (_, i) => ({ id: i + 1, text: 'x'.repeat(500) }));

  it.each([201, 204])('is a line taken: %i', async (status) => {
    const { url } = await answering(() => status);
    const { spool, counts } = ship(url, numbers(20));
    await until('All are settled', async () => spool.state().bytes === 0);
    expect(counts).toMatchObject({ shipped: 20 });
    await spool.close(1_000);
  });

  it('puts aside the one line that is refused, and ships all others once', async () => {
    const { url, taken, sizes } = await answering((sent) =>
      sent.some(({ id }) => id === 137 || id === 138) ? 400 : 200,
    );
    const { spool, counts } = ship(url, numbers(1_000));
    await until('All are settled', async () => spool.state().bytes === 0);
    expect(taken.toSorted((a, b) => a - b)).toEqual(
      numbers(1_000)
        .map(({ id }) => id)
        .filter((id) => id !== 137 && id !== 138),
    );
    expect(counts).toMatchObject({ shipped: 998, 'dead rejected': 2 });
    expect(sizes.length).toBeLessThan(50);
    expect(await deadLetters()).toMatchObject([
      { id: 'w-137', reason: 'rejected', why: '400 what it says' },
      { id: 'w-138', reason: 'rejected', why: '400 what it says' },
    ]);
    await spool.close(1_000);
  });

  it('sends in parts what is too large, and puts aside what is by itself', async () => {
    const { url, taken } = await answering((_, body) => (body.length > 5_000 ? 413 : 200));
    const { spool, counts } = ship(url, [...numbers(50), { id: 51, text: 'x'.repeat(6_000) }]);
    await until('All are settled', async () => spool.state().bytes === 0);
    expect(taken).toHaveLength(50);
    expect(counts).toMatchObject({ shipped: 50, 'dead too_large': 1 });
    await spool.close(1_000);
  });

  it('sends less where large requests find nothing but a broken connection', async () => {
    const { url, taken } = await answering((_, body) => (body.length > 100_000 ? 'hang up' : 200));
    const { spool, counts } = ship(url, numbers(2_000));
    await until('All are settled', async () => spool.state().bytes === 0);
    expect(new Set(taken).size).toBe(2_000);
    expect(taken).toHaveLength(2_000);
    expect(counts.shipped).toBe(2_000);
    await spool.close(1_000);
  });
});
