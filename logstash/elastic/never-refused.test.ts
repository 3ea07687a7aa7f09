import { Client } from '@elastic/elasticsearch';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { logFields } from '../../app/logging/fields.ts';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { createRecorder } from '../../winston/record.ts';
import { elasticResources } from '../elastic-resources.ts';
import { logStreams } from '../log-streams.ts';
import { serviceStreams } from '../service-streams.ts';

/** What a service declares besides: each type that it may. */
const till = {
  dataset: 'till.web',
  fields: [
    { name: 'message', type: 'text' },
    { name: 'order.id', type: 'keyword' },
    { name: 'order.at', type: 'date' },
    { name: 'order.items', type: 'long' },
    { name: 'order.weight', type: 'double' },
    { name: 'order.paid', type: 'boolean' },
    { name: 'labels.floor', type: 'long' },
  ],
} as const;
const config = parseConfig(
  { environment: 'test', logs: { services: [{ dataset: 'shop' }, { ...till, fields: [...till.fields] }] } },
  '/project/gapwatch.config.ts',
);
const streams = [...logStreams, ...serviceStreams(config)];

/** Names that mean something to the log, to Elasticsearch or to neither, and those that it knows as its own or not at all. */
const names = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 12 }),
  fc.constantFrom(...streams.flatMap(({ fields }) => fields.flatMap(({ name }) => [name, ...name.split('.')]))),
  fc.constantFrom(
    'labels',
    'data_stream',
    'tags',
    'tmp',
    '_tmp',
    'a.b',
    '.a',
    'a.',
    'a..b',
    '__proto__',
    'constructor',
  ),
  fc.constantFrom('', ' ', '\t', '\u00a0', '\u2003', '\u3000', '_', '__', '_source', '_doc_count', '_ignored', '_tier'),
  fc.constantFrom(
    '_routing',
    '_op_type',
    '_type',
    '_if_seq_no',
    '_if_primary_term',
    '_dynamic_templates',
    '_meta',
    '_parent',
    '_all',
  ),
  fc.constantFrom('_field_names', '_seq_no', '_nested_path', '_size', '_data_stream_timestamp', '_inference_fields'),
);

const values = fc.oneof(
  fc.string({ unit: 'binary', maxLength: 40 }),
  fc.double({ noNaN: true, noDefaultInfinity: true }),
  fc.integer(),
  fc.boolean(),
  fc.constantFrom(
    null,
    '',
    '-',
    1e300,
    '2026-01-01',
    '2026-13-45T00:00:00.000Z',
    1767225600000,
    '10.0.0.1',
    '::1',
    '300.0.0.1',
  ),
  fc.constantFrom('x'.repeat(40_000), '가'.repeat(12_000), { lat: 1, lon: 2 }, { lat: 'north' }, [91, 181], 'NaN', {}),
);

/** Anything that JSON can say, of some depth. */
const documents = fc.object({ key: names, values: [values], maxDepth: 4, maxKeys: 8, withNullPrototype: false });

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

  /** What is said of those that are not stored. */
  const refusals = async (index: string, some: readonly object[]): Promise<unknown[]> => {
    const { items } = await client.bulk({
      index,
      require_data_stream: true,
      operations: some.flatMap((document) => [{ create: {} }, document]),
    });
    return items.flatMap(({ create }, i) =>
      create?.status === 201 ? [] : [{ document: some[i], why: create?.error }],
    );
  };

  /** Some two thousand documents of every kind. A refused one is told as small as it can be. */
  const nothingRefused = (index: string, make: (document: object) => object) =>
    fc.assert(
      fc.asyncProperty(fc.array(documents, { minLength: 1, maxLength: 100, size: 'max' }), async (some) => {
        expect(await refusals(index, some.map(make))).toEqual([]);
      }),
      { numRuns: 40, interruptAfterTimeLimit: 120_000, markInterruptAsFailure: false },
    );

  it('refuses no line of the chat, whatever people put into its fields', async () => {
    const record = createRecorder({ service: 'chat', fields: logFields });
    await nothingRefused('logs-chat.app-test', (fields) =>
      JSON.parse(record({ level: 'info', message: 'hello', ...fields }).line.join('')),
    );
  }, 300_000);

  it.each([
    ['logs-shop-test', createRecorder({ service: 'shop' })],
    ['logs-till.web-test', createRecorder({ service: 'till', dataset: till.dataset, fields: till.fields })],
  ])(
    'refuses no line of another service in %s, whatever it logs',
    async (index, record) => {
      await nothingRefused(index, (fields) =>
        JSON.parse(record({ level: 'info', message: 'hello', ...fields }).line.join('')),
      );
    },
    300_000,
  );

  it('lets a label be found as a text, though it has been a number, an object and a list before', async () => {
    // The lines before these have as many labels as one index looks for.
    const index = 'logs-shop-colours';
    const record = createRecorder({ service: 'shop' });
    const colours = [7, { name: 'dark' }, ['dark', 'red'], 'dark red', true];
    const lines = colours.map((colour) => record({ level: 'info', message: 'A colour.', colour }));
    expect(
      await refusals(
        index,
        lines.map(({ line }) => JSON.parse(line.join(''))),
      ),
    ).toEqual([]);
    await client.indices.refresh({ index });
    const { hits } = await client.search({
      index,
      query: { term: { 'labels.colour': 'dark red' } },
      _source: false,
      fields: ['event.sequence', 'service.name'],
    });
    expect(hits.hits.map(({ fields }) => fields)).toEqual([{ 'event.sequence': [4], 'service.name': ['shop'] }]);
  });

  it.each(streams.map(({ type, dataset }) => `${type}-${dataset}-test`))(
    'refuses no document of anybody in %s',
    async (index) => {
      await nothingRefused(index, (document) => document);
    },
    300_000,
  );

  it('refuses before any pipeline what names the places of its own, and says so', async () => {
    const own = ['_id', '_index', '_version', '_version_type'];
    const told = await refusals(
      'logs-chat.app-test',
      own.map((name) => ({ [name]: 'x' })),
    );
    expect(told.map((one) => JSON.stringify(one).replaceAll('\\', ''))).toEqual(
      own.map((name) => expect.stringContaining(`unexpected metadata [${name}:x] in source`)),
    );
  });
});
