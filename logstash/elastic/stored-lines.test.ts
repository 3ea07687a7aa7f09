import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logFields } from '../../app/logging/fields.ts';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { documentsOf } from '../../test/support/make-document.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { elasticResources } from '../elastic-resources.ts';

const config = parseConfig({ environment: 'test' }, '/project/gapwatch.config.ts');
const resources = elasticResources(config);
const index = 'logs-chat.app-test';

describe('lines in a real Elasticsearch', () => {
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await setUpElasticsearch(server.url, resources, () => {});
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

  it('finds a line of the app by its request id', async () => {
    const line = documentsOf(logFields)({
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
