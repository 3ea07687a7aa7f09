import { dirname, join } from 'node:path';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { elasticsearchStore } from '../../spool/elasticsearch.ts';
import { openSpool } from '../../spool/spool.ts';
import { countSpool } from '../../test/support/spool-meter.ts';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { canaryAction } from './canary-fields.ts';
import { logFields } from './fields.ts';

const declared = new Set<string>(logFields.map(({ name }) => name));

const paths = (value: unknown, path = ''): string[] =>
  typeof value === 'object' && value !== null
    ? Object.entries(value).flatMap(([key, inner]) => paths(inner, path ? `${path}.${key}` : key))
    : [path];

/** Text that the app must never log. */
const secret = '비밀스러운 이야기';

interface Line {
  readonly message: string;
  readonly event: { readonly id: string; readonly sequence: number; readonly action?: string };
  readonly labels: Readonly<Record<string, string>>;
  readonly http?: { readonly request: { readonly id: string } };
}

describe('the log of the service', () => {
  let mariadb: TestMariadb;
  let elasticsearch: TestServer;
  let elastic: Client;
  let app: TestApp;
  beforeAll(async () => {
    [mariadb, elasticsearch] = await Promise.all([startMariadb(), startElasticsearch()]);
    elastic = new Client({ node: elasticsearch.url });
    await elastic.indices.putIndexTemplate({
      name: 'logs-chat.app',
      index_patterns: ['logs-chat.app-*'],
      data_stream: {},
      priority: 200,
    });
    app = await startApp({
      mysqlPort: mariadb.port,
      mysqlPasswordFile: mariadb.appPasswordFile,
      elasticsearchUrl: elasticsearch.url,
    });
  });
  afterAll(async () => {
    await app?.stop();
    await elastic?.close();
    await Promise.all([elasticsearch?.stop(), mariadb?.stop()]);
  });

  const search = async (term: Record<string, string>) => {
    await elastic.indices.refresh({ index: 'logs-chat.app-lab' }, { ignore: [404] });
    const found = await elastic.search<Line>(
      { index: 'logs-chat.app-lab', query: { match_phrase: term }, size: 100, ignore_unavailable: true },
      // What is made just now, or has just come back, has no place yet that could be searched.
      { ignore: [503] },
    );
    return found.hits?.hits ?? [];
  };

  const consoleLines = async (): Promise<Line[]> =>
    (await app.output())
      .split('\n')
      // What follows the last end of a line is only half written.
      .slice(0, -1)
      .map((line) => JSON.parse(line));

  it('has the line of a message in Elasticsearch, found by the id that its sender was given', async () => {
    const socket = await app.connect({ userId: 7 });
    const { requestId } = await socket.timeout(10_000).emitWithAck('send_message', 'I', 'n', 7, secret);
    socket.disconnect();
    const [hit] = await until('The line is found', async () => {
      const hits = await search({ 'http.request.id': requestId });
      return hits.length > 0 && hits;
    });
    expect(hit).toMatchObject({
      _source: {
        message: 'send_message was carried out.',
        event: { action: 'send_message', outcome: 'success', dataset: 'chat.app' },
        service: { name: 'fungap', environment: 'lab' },
        labels: { room: 'I' },
        user: { id: '7' },
      },
    });
    expect(hit?._id).toBe(hit?._source?.event.id);
  });

  it('has a line of the primary now and then, and times its way until it is found', async () => {
    await until('A canary has arrived', async () =>
      /^gapwatch_logs_canary_delay_seconds_count [1-9]/m.test(await app.metrics()),
    );
    const page = await app.metrics();
    const [, arrived] = /^gapwatch_logs_canary_last_arrival_timestamp_seconds (\S+)$/m.exec(page) ?? [];
    expect(Math.abs(Number(arrived) - Date.now() / 1_000)).toBeLessThan(60);
    const [hit] = await search({ 'event.action': canaryAction });
    expect(hit?._source).toMatchObject({
      labels: { worker: 'primary' },
      http: { request: { id: expect.stringMatching(/^canary-/) } },
    });
  });

  it('carries the id that a caller gave its HTTP request, and gives one in place of a bad one', async () => {
    const given = await fetch(`${app.url}/chat/chatlog?roomname=I`, { headers: { 'x-request-id': 'from-outside.1' } });
    expect(given.headers.get('x-request-id')).toBe('from-outside.1');
    await until('The line is found', async () => (await search({ 'http.request.id': 'from-outside.1' })).length === 1);
    const bad = await fetch(app.url, { headers: { 'x-request-id': 'a{"b":1}' } });
    expect(bad.headers.get('x-request-id')).toMatch(/^[0-9a-f-]{36}$/);
  });

  it('writes to the console only declared fields, each line in one piece, and no text of messages', async () => {
    const socket = await app.connect();
    await socket.timeout(10_000).emitWithAck('send_message', 'I', 'n', 7, `${secret} fuck`);
    await socket.timeout(10_000).emitWithAck('send_message', `${secret}\n{"a":1}`, 'n', 7, secret.repeat(99));
    socket.disconnect();
    const lines = await consoleLines();
    expect(lines.length).toBeGreaterThan(5);
    for (const line of lines) expect(paths(line).filter((path) => !declared.has(path))).toEqual([]);
    expect(await app.output()).not.toContain(secret);
  });

  it('tells of no request that Elasticsearch takes no lines, and then takes them again', async () => {
    await elasticsearch.kill();
    const told = async (text: string) => {
      await fetch(`${app.url}/chat/rooms`, { headers: { 'x-request-id': 'not-its-fault' } });
      return (await consoleLines()).filter(({ message }) => message.startsWith(text));
    };
    const without = 'Elasticsearch takes no log lines';
    await until('It is told', async () => (await told(without)).length > 0);
    await elasticsearch.start();
    const again = 'Elasticsearch takes log lines again';
    await until('It is told', async () => (await told(again)).length > 0);
    const lines = [...(await told(without)), ...(await told(again))];
    expect(lines.map(({ http }) => http?.request.id)).toEqual(lines.map(() => undefined));
  });

  it('loses no line when the service stops: each writer counts without a gap', async () => {
    await app.child.stop(15_000);
    const lines = await consoleLines();
    const writers = Map.groupBy(lines, ({ labels }) => labels.writer);
    expect(writers.size).toBe(3);
    // What a busy machine did not ship in time waits for whoever comes next.
    const next = openSpool({
      folder: join(dirname(app.configFile), '.lab/spool'),
      store: elasticsearchStore(elasticsearch.url, 'logs-chat.app-lab'),
      destination: 'logs-chat.app-lab',
      meter: countSpool().meter,
      limitBytes: 1e8,
      sync: 'interval',
      onTrouble: () => {},
      onFailure: () => {},
    });
    const stored = async (writer: string | undefined) => {
      await elastic.indices.refresh({ index: 'logs-chat.app-lab' });
      const query = { match_phrase: { 'labels.writer': String(writer) } };
      return (await elastic.count({ index: 'logs-chat.app-lab', query })).count;
    };
    for (const [writer, written] of writers) {
      const sequences = written.map(({ event }) => event.sequence).sort((a, b) => a - b);
      expect(sequences).toEqual(Array.from(sequences, (_, i) => i + 1));
      await until('All lines are stored', async () => (await stored(writer)) >= written.length);
      expect(await stored(writer)).toBe(written.length);
    }
    await next.close(1_000);
  });
});
