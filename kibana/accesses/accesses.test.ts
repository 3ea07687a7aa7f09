import { Client } from '@elastic/elasticsearch';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { FieldType } from '../../app/logging/fields.ts';
import { setUpElasticsearch } from '../../apply/elasticsearch/set-up.ts';
import { parseConfig } from '../../config/load-config.ts';
import { elasticResources } from '../../logstash/elastic-resources.ts';
import { nginxLogFields } from '../../logstash/nginx/fields.ts';
import { geoPipeline } from '../../logstash/steps/ingest-processors.ts';
import { askKibana, type KibanaQuestions } from '../../test/support/ask-kibana.ts';
import { type Access, accessLine } from '../../test/support/sample-lines.ts';
import { startElasticsearch } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { kibanaFiles } from '../kibana-files.ts';

const config = parseConfig(
  { environment: 'test', urls: { grafana: 'http://grafana.example' } },
  '/project/gapwatch.config.ts',
);
const [, file] = kibanaFiles(config);
const index = 'logs-nginx.access-test';
const types = new Map<string, FieldType>(nginxLogFields.map(({ name, type }) => [name, type]));

const firefox = 'Mozilla/5.0 (X11; Linux x86_64; rv:140.0) Gecko/20100101 Firefox/140.0';
const sqlmap = 'sqlmap/1.9 (https://sqlmap.org)';
const times = <T>(count: number, make: (n: number) => T): T[] => Array.from({ length: count }, (_, n) => make(n));

/** Of somebody who uses the chat. */
const usual = (client: string, request: string, bytes: number): Access => ({
  client,
  request: `GET ${request} HTTP/1.1`,
  status: 200,
  bytes,
  agent: firefox,
});
const probe: Access = {
  client: '203.0.113.1',
  request: 'GET /.env HTTP/1.1',
  status: 404,
  bytes: 100,
  agent: 'curl/8.5.0',
};

/** One day of a small site: 200 abnormal accesses among 500. */
const day = (more: readonly Access[] = []): Access[] => [
  ...times(200, (n) => usual(`198.51.100.${n % 10}`, '/chat/rooms', 50)),
  ...times(60, (n) => usual(`198.51.100.${n % 5}`, `/board/search?keyword=${encodeURIComponent('김치')}`, 700)),
  ...times(40, (n) => usual(`198.51.100.${n % 4}`, '/board/likesearch?keyword=MBTI', 700)),
  ...times(120, (n) => ({ ...probe, client: `203.0.113.${n % 3}` })),
  ...times(50, () => ({ ...usual('198.51.100.9', '/nothing', 100), status: 404 })),
  ...times(20, () => ({ ...usual('198.51.100.9', '/chat/rooms', 100), status: 500 })),
  ...times(10, () => ({ ...usual('2001:db8::5', '/', 1000), agent: sqlmap })),
  ...more,
];
const days = [
  { date: '2026-11-27', accesses: day() },
  { date: '2026-11-28', accesses: day(times(3, () => probe)) },
  { date: '2026-11-29', accesses: day() },
];
const all = days.flatMap(({ accesses }) => accesses);
const meanOf = (some: readonly Access[]) =>
  expect.closeTo(some.reduce((sum, { bytes }) => sum + bytes, 0) / some.length, 6);

/** Stands in for the map of addresses that the small Elasticsearch of the tests has not; a real one has it under the same name. */
const places = {
  processors: [
    {
      set: {
        if: "ctx.client?.ip != null && ctx.client.ip.startsWith('198.')",
        field: 'client.geo',
        value: {
          location: { lat: 37.57, lon: 126.98 },
          country_iso_code: 'KR',
          country_name: 'South Korea',
          city_name: 'Seoul',
        },
      },
    },
    {
      set: {
        if: "ctx.client?.ip != null && ctx.client.ip.startsWith('203.')",
        field: 'client.geo',
        value: {
          location: { lat: 52.37, lon: 4.9 },
          country_iso_code: 'NL',
          country_name: 'Netherlands',
          city_name: 'Amsterdam',
        },
      },
    },
  ],
};

describe("Kibana's view of nginx' accesses, asked of a real Elasticsearch", () => {
  let server: TestServer;
  let client: Client;
  let kibana: KibanaQuestions;
  beforeAll(async () => {
    server = await startElasticsearch();
    client = new Client({ node: server.url });
    await setUpElasticsearch(server.url, elasticResources(config), () => {});
    await client.ingest.putPipeline({ id: geoPipeline, ...places });
    const lines = [
      ...days.flatMap(({ date, accesses }) =>
        accesses.map((access, n) => accessLine(new Date(Date.parse(`${date}T08:00:00Z`) + n * 1000), access)),
      ),
      'hello',
      '2026/11/29 15:04:05 [error] 7#7: *1 connect() failed',
    ];
    const { errors } = await client.bulk({
      index,
      require_data_stream: true,
      refresh: true,
      operations: lines.flatMap((message, offset) => [
        { create: {} },
        // As Filebeat sends it: the pipeline takes the time of the line.
        {
          '@timestamp': '2026-11-30T00:00:00Z',
          message,
          host: { name: 'web1' },
          log: { offset, file: { path: '/var/log/nginx/access.log' } },
        },
      ]),
    });
    expect(errors).toBe(false);
    kibana = askKibana({ client, file, types, every: '1d' });
  });
  afterAll(async () => {
    await client?.close();
    await server?.stop();
  });

  it('finds every abnormal access, and no other, the latest first', async () => {
    const { 'gapwatch-accesses-abnormal': found = [], ...others } = await kibana.searches(
      ({ at, message }) => `${at.slice(0, 10)} ${message}`,
    );
    expect(others).toEqual({});
    // Discover shows the first 500 of them.
    expect(found).toHaveLength(500);
    expect(found[0]).toMatch(/^2026-11-29 2001:db8::5 .+ "sqlmap/);
    expect(found.filter((line) => !/" (404|500) |sqlmap/.test(line))).toEqual([]);
    const { count } = await client.count({ index, query: { exists: { field: 'rule.name' } } });
    expect(count).toBe(603);
  });

  it("answers FunGap's four questions, and counts in each panel what the lines hold", async () => {
    const at = (date: string) => `${date}T00:00:00.000Z`;
    const to = (path: string) => all.filter(({ request }) => request.split(' ')[1]?.split('?')[0] === path);
    const [first, second, third] = days.map(({ date }) => at(date));
    expect(await kibana.panels()).toEqual({
      // Abnormal accesses: about 200 a day.
      'gapwatch-accesses-abnormal-days': [
        [first, 200],
        [second, 203],
        [third, 200],
      ],
      'gapwatch-accesses-rules': [
        ['not_found', 513, 4],
        ['probe', 363, 3],
        ['server_error', 60, 1],
        ['scanner', 30, 1],
      ],
      // What is searched for, the most frequent first.
      'gapwatch-accesses-searched': [
        ['김치', 180, 5],
        ['mbti', 120, 4],
      ],
      // Totals: events, clients, mean bytes.
      'gapwatch-accesses-events': [[1503]],
      'gapwatch-accesses-clients': [[14]],
      'gapwatch-accesses-bytes': [[meanOf(all)]],
      // Where they come from.
      'gapwatch-accesses-map': [
        ['KR', 1110],
        ['NL', 363],
      ],
      'gapwatch-accesses-places': [
        ['South Korea', 'Seoul', 1110, 10],
        ['Netherlands', 'Amsterdam', 363, 3],
      ],
      'gapwatch-accesses-classes': expect.arrayContaining([
        ['2xx', first, 310],
        ['4xx', second, 173],
        ['5xx', third, 20],
      ]),
      'gapwatch-accesses-paths': [
        ['/chat/rooms', 660, 60, meanOf(to('/chat/rooms'))],
        ['/.env', 363, 363, 100],
        ['/board/search', 180, 0, 700],
        ['/nothing', 150, 150, 100],
        ['/board/likesearch', 120, 0, 700],
        ['/', 30, 0, 1000],
      ],
      'gapwatch-accesses-intruders': [
        ['198.51.100.9', 210],
        ['203.0.113.1', 123],
        ['203.0.113.0', 120],
        ['203.0.113.2', 120],
        ['2001:db8::5', 30],
      ],
      'gapwatch-accesses-browsers': [
        ['Firefox', 1110],
        ['curl', 363],
        ['Other', 30],
      ],
    });
  });

  it('finds the places of addresses on the map', async () => {
    const { aggregations } = await client.search({
      index,
      size: 0,
      aggs: { cells: { geotile_grid: { field: 'client.geo.location', precision: 3 } } },
    });
    expect(aggregations).toMatchObject({
      cells: {
        buckets: [
          { key: '3/6/3', doc_count: 1110 },
          { key: '3/4/2', doc_count: 363 },
        ],
      },
    });
  });

  it("opens Grafana's dashboard of the chat at the minutes of an access", async () => {
    const [message = ''] = days.map(({ date, accesses: [access] }) =>
      access ? accessLine(new Date(`${date}T08:00:00Z`), access) : '',
    );
    const time = Date.parse('2026-11-27T08:00:00Z');
    expect(await kibana.dashboardLinks([message])).toEqual([
      `http://grafana.example/d/gapwatch-chat?from=${time - 900_000}&to=${time + 900_000}`,
    ]);
  });
});
