import { createServer } from 'node:http';
import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { makeDocument } from '../app/logging/document.ts';
import { freePort } from '../test/support/free-port.ts';
import { startElasticsearch } from '../test/support/start-servers.ts';
import type { TestServer } from '../test/support/start-service.ts';
import { applyTemplate } from './apply-template.ts';

const index = 'logs-chat.app-test';

describe('applyTemplate to a real Elasticsearch', () => {
  let server: TestServer;
  let client: Client;
  const said: string[] = [];
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await applyTemplate(server.url, (line) => said.push(line));
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

  it('says what the server does not have, and goes on', async () => {
    const { status } = await fetch(`${server.url}/_ilm/status`);
    const missing = 'This Elasticsearch has no lifecycle management: logs are kept until somebody deletes them.';
    expect(said).toEqual(status === 200 ? [] : [missing]);
  });

  it('can be repeated', async () => {
    await expect(applyTemplate(server.url, () => {})).resolves.toBeUndefined();
  });

  it('finds a line of the app by its request id', async () => {
    const line = makeDocument({
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
  });

  it('stores a line once, however often it is sent', async () => {
    await store('w-2', { message: 'once' });
    expect((await store('w-2', { message: 'once' }))?.status).toBe(409);
  });

  it.each<[string, object]>([
    ['a text where user is an object', { user: 'bob' }],
    ['an object where user.id is a keyword', { user: { id: { number: 7 } } }],
    ['a number where user.id is a keyword', { user: { id: 7 } }],
    ['a text where a number is declared', { event: { duration: 'soon' } }],
    ['an object where a text is declared', { message: { text: 'hello' } }],
    ['a label that is a number', { labels: { x: 1 } }],
    ['the same label as an object', { labels: { x: { y: true } } }],
    ['labels that are a text', { labels: 'none' }],
    ['an undeclared field that is an object', { other: { deep: [1, 'a', { b: 2 }] } }],
    ['the same field as a date', { other: '2026-01-01' }],
  ])('refuses no line for %s', async (name, document) => {
    const created = await store(name, document);
    expect(created?.error).toBeUndefined();
    expect(created?.status).toBe(201);
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

describe('applyTemplate', () => {
  it('says that no Elasticsearch answers', async () => {
    const url = `http://127.0.0.1:${await freePort()}`;
    await expect(applyTemplate(url, () => {})).rejects.toThrow(
      `Elasticsearch at ${url} does not answer; the template of the logs is not applied.`,
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
    const url = await answering(403, 'no right to manage_ilm');
    await expect(applyTemplate(url, () => {})).rejects.toThrow(
      `Elasticsearch at ${url} refuses /_ilm/policy/logs-chat.app with status 403: no right to manage_ilm`,
    );
  });

  it('says that an Elasticsearch without templates is too old', async () => {
    const url = await answering(400, 'no handler found for uri');
    await expect(applyTemplate(url, () => {})).rejects.toThrow(
      `Elasticsearch at ${url} has no index templates; use version 8.19 or later.`,
    );
  });
});
