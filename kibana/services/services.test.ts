import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { canaryAction } from '../../app/logging/canary-fields.ts';
import type { FieldType } from '../../app/logging/fields.ts';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { dataViews } from '../../config/data-views.ts';
import { parseConfig } from '../../config/load-config.ts';
import { dashboardFiles } from '../../dashboards/dashboard-files.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { askKibana, type KibanaQuestions } from '../../test/support/ask-kibana.ts';
import { discoverIn, filled, opened } from '../../test/support/discover-address.ts';
import { chatRecords, serviceRecords } from '../../test/support/sample-lines.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { storeRecords } from '../../test/support/store-records.ts';
import { lineFields } from '../../winston/fields.ts';
import type { LogRecord } from '../../winston/record.ts';
import { kibanaFiles } from '../kibana-files.ts';

/** Of other services one declares nothing, the other fields of its own alone. */
const weight = { name: 'order.weight', type: 'double' } as const;
const config = parseConfig(
  {
    environment: 'test',
    urls: { grafana: 'http://grafana.example' },
    logs: { services: [{ dataset: 'shop' }, { dataset: 'till.web', environment: 'prod', fields: [weight] }] },
  },
  '/project/gapwatch.config.ts',
);
const file = kibanaFiles(config).find(({ path }) => path.endsWith('services.ndjson'));
const types = new Map<string, FieldType>(lineFields.map(({ name, type }) => [name, type]));

const order = { 'http.request.id': 'order-7', 'trace.id': 'a'.repeat(32) };
const records: Readonly<Record<string, readonly LogRecord[]>> = {
  'logs-chat.app-test': [
    ...chatRecords(config, config.service, [
      { at: '2026-11-29T10:00:00Z', message: 'sent', values: { ...order, 'event.action': 'send_message' } },
      {
        at: '2026-11-29T10:30:00Z',
        message: 'The canary of the log sings.',
        values: { 'event.action': canaryAction, 'http.request.id': 'canary-1' },
      },
    ]),
    // Nobody named it: Logstash puts its lines here.
    ...serviceRecords({ service: 'nobody' }, [
      { at: '2026-11-29T11:30:00Z', message: 'I am lost.', level: 'fatal', values: { room: 'I' } },
    ]),
  ],
  'logs-shop-default': serviceRecords({ service: { name: 'shop', version: '1.2' } }, [
    { at: '2026-11-29T10:00:01Z', message: 'An order came.', values: { ...order, 'order.weight': 1.5 } },
    {
      at: '2026-11-29T10:00:02Z',
      message: 'It cannot be sent.',
      level: 'error',
      values: order,
      error: Object.assign(new TypeError('no such street'), { code: 'ENOSTREET' }),
    },
    { at: '2026-11-29T11:00:00Z', message: 'Somebody looks around.' },
  ]),
  'logs-till.web-prod': serviceRecords(
    { service: { name: 'Till', environment: 'prod' }, dataset: 'till.web', fields: [weight] },
    [
      {
        at: '2026-11-29T10:00:02Z',
        message: 'Paper is low.',
        level: 'warn',
        values: { ...order, 'order.weight': 2.5 },
      },
      { at: '2026-11-29T11:00:30Z', message: 'No paper.', level: 'crit', error: new RangeError('0 sheets') },
    ],
  ),
};

describe("Kibana's view of all services' lines, asked of a real Elasticsearch", () => {
  let server: TestServer;
  let client: Client;
  let kibana: KibanaQuestions;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await setUpElasticsearch(server.url, elasticResources(config), () => {});
    for (const [index, lines] of Object.entries(records)) await storeRecords(client, index, lines);
    kibana = askKibana({ client, file, types, every: '1h' });
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  it('is of the data streams that there are, in all of which every field of it has its one type', async () => {
    expect(kibana.index.split(',')).toEqual(Object.keys(records));
    const { fields } = await client.fieldCaps({ index: kibana.index, fields: [...types.keys()] });
    const found = [...types.keys()].map((name) => [name, Object.entries(fields[name] ?? {})]);
    expect(found).toEqual(
      [...types].map(([name, type]) => [name, [[type, expect.objectContaining({ type, searchable: true })]]]),
    );
  });

  it('finds the lines that each search is for, in its order', async () => {
    expect(await kibana.searches(({ message, at }) => `${at.slice(11, 19)} ${message}`)).toEqual({
      'gapwatch-services-errors': ['11:30:00 I am lost.', '11:00:30 No paper.', '10:00:02 It cannot be sent.'],
      // Of the same millisecond the first line of a writer is the first.
      'gapwatch-services-request': [
        '10:00:00 sent',
        '10:00:01 An order came.',
        '10:00:02 Paper is low.',
        '10:00:02 It cannot be sent.',
      ],
      'gapwatch-service-shop-lines': [
        '11:00:00 Somebody looks around.',
        '10:00:02 It cannot be sent.',
        '10:00:01 An order came.',
      ],
      'gapwatch-service-shop-errors': ['10:00:02 It cannot be sent.'],
      'gapwatch-service-till.web-lines': ['11:00:30 No paper.', '10:00:02 Paper is low.'],
      'gapwatch-service-till.web-errors': ['11:00:30 No paper.'],
    });
  });

  it('counts in each panel what the lines hold', async () => {
    const [ten, eleven] = ['2026-11-29T10:00:00.000Z', '2026-11-29T11:00:00.000Z'];
    const panels = await kibana.panels();
    expect(panels['gapwatch-services-all']).toEqual([
      ['shop', 3, 1, 1, 1, 1],
      ['Till', 2, 1, 1, 1, 0],
      ['fungap', 2, 0, 1, 1, 1],
      ['nobody', 1, 1, 1, 1, 0],
    ]);
    expect(panels['gapwatch-services-error-kinds']).toEqual([
      ['Till', 'RangeError', 1, 0],
      ['shop', 'TypeError', 1, 1],
    ]);
    expect(panels['gapwatch-services-lines']).toEqual(
      expect.arrayContaining([
        ['fungap', ten, 2],
        ['shop', ten, 2],
        ['shop', eleven, 1],
        ['Till', ten, 1],
        ['Till', eleven, 1],
        ['nobody', eleven, 1],
      ]),
    );
    expect(panels['gapwatch-services-error-lines']).toEqual(
      expect.arrayContaining([
        ['shop', ten, 1],
        ['Till', eleven, 1],
        ['nobody', eleven, 1],
      ]),
    );
    expect(Object.values(panels).map((rows) => rows.length)).toEqual(expect.arrayContaining([4, 2, 6, 3]));
  });

  it('is opened from Grafana at the lines of one data stream, and at what all services warn of', async () => {
    const found = async (address: string, stream: string) => {
      const { query } = opened(filled(address, stream));
      const { hits } = await client.search<{ message: string }>({
        index: kibana.index,
        q: query.query,
        sort: '@timestamp',
      });
      return hits.hits.map(({ _source }) => _source?.message);
    };
    const addresses = dashboardFiles(config, [])
      .flatMap(({ path, text }) => (path.endsWith('/log-pipeline.json') ? discoverIn(text) : []))
      .filter((address) => opened(filled(address, 'x')).dataSource.dataViewId === dataViews.services);
    const [ofStream = ''] = addresses.filter((address) => address.includes('_index'));
    const [trouble = ''] = addresses.filter((address) => address.includes('log.level%3A'));
    expect(await found(ofStream, 'logs-shop-default')).toEqual([
      'An order came.',
      'It cannot be sent.',
      'Somebody looks around.',
    ]);
    expect(await found(ofStream, 'logs-till.web-prod')).toEqual(['Paper is low.', 'No paper.']);
    expect(await found(ofStream, 'logs-chat.app-test')).toHaveLength(3);
    expect((await found(trouble, 'any')).sort()).toEqual([
      'I am lost.',
      'It cannot be sent.',
      'No paper.',
      'Paper is low.',
    ]);
  });

  it("opens Grafana's dashboard of the chat at the minutes of any service's line", async () => {
    const time = Date.parse('2026-11-29T11:00:00Z');
    expect(await kibana.dashboardLinks(['Somebody looks around.'])).toEqual([
      `http://grafana.example/d/gapwatch-chat?from=${time - 900_000}&to=${time + 900_000}`,
    ]);
  });
});
