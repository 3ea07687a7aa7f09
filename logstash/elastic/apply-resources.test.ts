import { createServer } from 'node:http';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { logFields } from '../../app/logging/fields.ts';
import { parseConfig } from '../../config/load-config.ts';
import { freePort } from '../../test/support/free-port.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { createDocument } from '../../winston/document.ts';
import { elasticResources } from '../elastic-resources.ts';
import { applyResources } from './apply-resources.ts';

const config = parseConfig({ environment: 'test' }, '/project/gapwatch.config.ts');
const resources = elasticResources(config);
const index = 'logs-chat.app-test';

describe('applyResources to a real Elasticsearch', () => {
  let server: TestServer;
  let client: Client;
  const said: string[] = [];
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await applyResources(server.url, resources, (line) => said.push(line));
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  /** Stores a document as the app does: into a data stream only. */
  const store = async (id: string, document: object) => {
    const { items } = await client.bulk({
      index,
      require_data_stream: true,
      refresh: true,
      operations: [{ create: { _id: id } }, { '@timestamp': '2026-01-01T00:00:00.000Z', ...document }],
    });
    return items[0]?.create;
  };
  const find = async (query: string) => {
    const { hits } = await client.search({ index, q: query, _source: false, fields: ['*'] });
    return hits.hits.map(({ _id, fields }) => ({ id: _id, fields }));
  };

  it('says in a sentence each what the server does not have, and goes on', async () => {
    const minimal = (await fetch(`${server.url}/_ilm/status`)).status !== 200;
    expect(said).toEqual(
      minimal
        ? [
            'This Elasticsearch cannot tell where an address is: accesses get no place on the map.',
            'This Elasticsearch has no lifecycle policies: the lifecycle of the data streams takes their place.',
            'This Elasticsearch makes no data stream on request: each comes with its first line.',
            'This Elasticsearch has no lifecycles of data streams either: logs are kept until somebody deletes them.',
            'This Elasticsearch has no users: whoever reaches it may do anything.',
          ]
        : ['This Elasticsearch has no users: whoever reaches it may do anything.'],
    );
  });

  it('can be repeated', async () => {
    await expect(applyResources(server.url, resources, () => {})).resolves.toBeUndefined();
  });

  it('finds a line of the app by its request id', async () => {
    const line = {};
    createDocument(logFields)(line, {
      '@timestamp': '2026-01-01T00:00:00.000Z',
      message: 'A message was stored.',
      'event.id': 'w-1',
      'http.request.id': 'request-7',
      'event.duration': 1200,
      room: 'I',
    });
    expect((await store('w-1', line))?.status).toBe(201);
    const [found, ...more] = await find('http.request.id:"request-7"');
    expect(more).toEqual([]);
    expect(found).toMatchObject({ id: 'w-1', fields: { 'event.duration': [1200], 'labels.room': ['I'] } });
    expect(found?.fields).toHaveProperty(['event.ingested']);
  });

  it('stores a line once, however often it is sent', async () => {
    await store('w-2', { message: 'once' });
    expect((await store('w-2', { message: 'once' }))?.status).toBe(409);
  });

  it('makes labels keywords that can be searched, and leaves undeclared fields unsearched', async () => {
    await store('w-3', { labels: { colour: 'dark red' }, undeclared: 'dark red' });
    expect(await find('labels.colour:"dark red"')).toHaveLength(1);
    const { fields } = await client.fieldCaps({ index, fields: ['labels.colour', 'undeclared', 'http.request.id'] });
    expect(fields['labels.colour']).toHaveProperty('keyword.searchable', true);
    expect(fields['http.request.id']).toHaveProperty('keyword.aggregatable', true);
    expect(fields.undeclared).toHaveProperty('keyword.searchable', false);
  });

  it('writes to a data stream in logsdb mode', async () => {
    const settings = Object.entries(await client.indices.getSettings({ index }));
    expect(settings).toHaveLength(1);
    expect(settings[0]?.[0]).toMatch(/^\.ds-logs-chat\.app-test-/);
    expect(settings[0]?.[1].settings?.index).toMatchObject({ mode: 'logsdb' });
  });
});

describe('applyResources', () => {
  const refused = (url: string) => expect(applyResources(url, resources, () => {})).rejects;

  it('says that no Elasticsearch answers, without the password of its address', async () => {
    const port = await freePort();
    await refused(`http://someone:secret@127.0.0.1:${port}`).toThrow(
      `Elasticsearch at http://127.0.0.1:${port} does not answer; what keeps the logs is not applied.`,
    );
  });

  /** A server that gives one answer to everything. */
  const answering = async (status: number, body: string): Promise<string> => {
    const port = await freePort();
    const server = createServer((_, response) => response.writeHead(status).end(body));
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    onTestFinished(() => void server.close());
    return `http://127.0.0.1:${port}`;
  };

  it('says what was refused and why', async () => {
    const url = await answering(403, 'no right to manage pipelines');
    await refused(url).toThrow(
      `Elasticsearch at ${url} refuses /_ingest/pipeline/gapwatch-geo with status 403: no right to manage pipelines`,
    );
  });

  it('does not take a server without what everything needs', async () => {
    const url = await answering(400, 'no handler found for uri');
    await refused(url).toThrow(
      `Elasticsearch at ${url} refuses /_ingest/pipeline/logs-chat.app with status 400: no handler found for uri`,
    );
  });

  it('takes a wrong password for no lack of the server', async () => {
    const url = await answering(401, 'unable to authenticate; security must be told');
    await refused(url).toThrow('with status 401');
  });
});
