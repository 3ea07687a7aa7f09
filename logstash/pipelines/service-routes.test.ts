import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logFields } from '../../app/logging/fields.ts';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { installLogstashParser, type LogstashParser, type Node } from '../../test/support/logstash-parser.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { createRecorder } from '../../winston/record.ts';
import { elasticResources } from '../elastic-resources.ts';
import { ingestProcessors } from '../steps/ingest-processors.ts';
import { chatAppPipeline } from './chat-app.ts';
import { readSteps, spellOut } from './fixtures/read-steps.ts';
import { serviceRoutes } from './service-routes.ts';

const parse = (logs: object) => parseConfig({ environment: 'test', logs }, '/project/gapwatch.config.ts');
const alone = parse({});
const config = parse({
  services: [
    { dataset: 'shop' },
    { dataset: 'till.web', environment: 'prod', fields: [{ name: 'order.weight', type: 'double' }] },
  ],
});
const routes = serviceRoutes(config);

let parser: LogstashParser;
beforeAll(async () => {
  parser = await installLogstashParser();
});
afterAll(() => parser?.remove());

const output = async (using: typeof config) => {
  const [node] = (await parser.parse(chatAppPipeline(using))).output ?? [];
  return node && 'settings' in node ? node.settings : {};
};

describe('the pipeline', () => {
  const filter = async (using: typeof config): Promise<readonly Node[]> =>
    (await parser.parse(chatAppPipeline(using))).filter ?? [];

  it('ends with the steps by which each service gets its data stream', async () => {
    const [before, all] = [await filter(alone), await filter(config)];
    expect(before).toHaveLength(2);
    expect(all.slice(0, 2)).toEqual(before);
    expect(readSteps(all.slice(2))).toEqual(spellOut(routes));
    expect(readSteps(all.slice(2))).toHaveLength(3);
  });

  it('lets events choose a data stream only where they are given one, and has that of the chat for all others', async () => {
    expect(await output(alone)).toMatchObject({ data_stream_auto_routing: 'false' });
    expect(await output(config)).toEqual({ ...(await output(alone)), data_stream_auto_routing: 'true' });
  });
});

describe('a real Elasticsearch', () => {
  let server: TestServer;
  let client: Client;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await setUpElasticsearch(server.url, elasticResources(config), () => {});
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  /** Does what Logstash does: the filter, and its output, which takes the data stream that an event names, or else that of its settings. */
  const send = async (lines: readonly { readonly id: string; readonly document: object }[]) => {
    const {
      data_stream_type: type,
      data_stream_dataset: dataset,
      data_stream_namespace: namespace,
    } = await output(config);
    const { docs } = await client.ingest.simulate({
      pipeline: { processors: ingestProcessors(routes) },
      docs: lines.map(({ id, document }) => ({ _index: 'none', _id: id, _source: document })),
    });
    const operations = docs.flatMap(({ doc }) => {
      const event = Object(doc?._source);
      const stream = { type, dataset, namespace, ...(typeof event.data_stream === 'object' && event.data_stream) };
      const _index = `${stream.type}-${stream.dataset}-${stream.namespace}`;
      return [{ create: { _index, _id: String(doc?._id) } }, { ...event, data_stream: stream }];
    });
    const { items } = await client.bulk({ refresh: true, operations });
    return items.map(({ create }) => create?.status);
  };
  const stored = async (id: string) => {
    const { hits } = await client.search({ index: 'logs-*-*', query: { ids: { values: [id] } }, fields: ['*'] });
    return hits.hits.map(({ _index, fields }) => ({ stream: /^\.ds-(.+)-\d{4}\./.exec(_index)?.[1], fields }));
  };

  const weight = { 'order.weight': 1.5 };
  const recorders = {
    chat: createRecorder({ service: 'fungap', dataset: 'chat.app', fields: logFields }),
    shop: createRecorder({ service: 'shop' }),
    till: createRecorder({
      service: { name: 'Till', environment: 'prod' },
      dataset: 'till.web',
      fields: [{ name: 'order.weight', type: 'double' }],
    }),
    unknown: createRecorder({ service: 'nobody', labels: { room: 'I' } }),
  };

  it.each([
    ['chat', 'logs-chat.app-test', { 'service.name': ['fungap'], 'labels.order_weight': ['1.5'] }],
    ['shop', 'logs-shop-default', { 'service.name': ['shop'], 'labels.order_weight': ['1.5'] }],
    ['till', 'logs-till.web-prod', { 'service.name': ['Till'], 'order.weight': [1.5] }],
    ['unknown', 'logs-chat.app-test', { 'service.name': ['nobody'], 'event.dataset': ['nobody'] }],
  ] as const)('stores a line of %s in %s, once, under its id', async (name, stream, fields) => {
    const { id, line } = recorders[name]({ level: 'warn', message: 'An order came.', ...weight });
    const document = JSON.parse(line.join(''));
    expect(await send([{ id, document }])).toEqual([201]);
    expect(await send([{ id, document }])).toEqual([409]);
    const [type, dataset, namespace] = stream.split('-');
    expect(await stored(id)).toEqual([
      {
        stream,
        fields: expect.objectContaining({
          ...fields,
          'event.sequence': [1],
          'data_stream.type': [type],
          'data_stream.dataset': [dataset],
          'data_stream.namespace': [namespace],
          'event.ingested': [expect.any(String)],
        }),
      },
    ]);
  });

  it('lets no line choose a data stream by what it says of one', async () => {
    const elsewhere = { dataset: 'nginx.access', namespace: 'elsewhere' };
    const time = { '@timestamp': '2026-01-01T00:00:00.000Z' };
    const documents = [
      { ...time, data_stream: elsewhere },
      { ...time, data_stream: elsewhere, event: { dataset: 'shop' } },
      { ...time, data_stream: 'logs-nginx.access-test', event: { dataset: ['shop', 'till.web'] } },
    ];
    const lines = documents.map((document, n) => ({ id: `stranger-${n}`, document }));
    expect(await send(lines)).toEqual([201, 201, 201]);
    const streams = await Promise.all(lines.map(async ({ id }) => (await stored(id)).map(({ stream }) => stream)));
    expect(streams).toEqual([['logs-chat.app-test'], ['logs-shop-default'], ['logs-chat.app-test']]);
  });
});
