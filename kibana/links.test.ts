import { load } from 'js-yaml';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { logFields } from '../app/logging/fields.ts';
import { generateAll } from '../cli/generators.ts';
import { parseConfig } from '../config/load-config.ts';
import type { ConfigInput } from '../config/schema.ts';
import { nginxLogFields } from '../logstash/nginx/fields.ts';
import { discoverIn, filled, opened } from '../test/support/discover-address.ts';
import { kibanaObjectsOf, ofType } from '../test/support/kibana-objects.ts';
import { fieldsInKql } from '../test/support/read-kql.ts';
import { lineFields } from '../winston/fields.ts';

const sources = z.object({
  datasources: z.array(
    z.object({ jsonData: z.object({ dataLinks: z.array(z.object({ url: z.string() })).default([]) }) }),
  ),
});

/** Links at lines of the log that Grafana shows itself; in its provisioning two signs of a dollar are one. */
const atLines = (text: string): string[] =>
  sources
    .parse(load(text))
    .datasources.flatMap(({ jsonData }) => jsonData.dataLinks.map(({ url }) => url.replaceAll('$$', () => '$')));

const made = (input: ConfigInput = {}) => {
  const files = generateAll(parseConfig(input, '/project/gapwatch.config.ts'));
  const objects = files.filter(({ path }) => path.endsWith('.ndjson')).flatMap(kibanaObjectsOf);
  const templates = ofType(objects, 'index-pattern').flatMap(({ attributes }) =>
    Object.values(attributes.fieldFormatMap).flatMap((format) =>
      format.id === 'url' ? format.params.urlTemplate : [],
    ),
  );
  return {
    views: new Map(ofType(objects, 'index-pattern').map(({ id, attributes }) => [id, attributes.title])),
    boards: ofType(objects, 'dashboard').map(({ id }) => id),
    searches: ofType(objects, 'search').map(({ id }) => id),
    markdown: ofType(objects, 'visualization').map(({ attributes }) => attributes.visState.params.markdown),
    fromGrafana: files
      .filter(({ path }) => /^dashboards\/generated\/[^/]+\.json$/.test(path))
      .flatMap(({ text }) => discoverIn(text)),
    atLines: files
      .filter(({ path }) => path.endsWith('/datasources/gapwatch.yml'))
      .flatMap(({ text }) => atLines(text)),
    inKibana: templates.filter((template) => template.includes('/app/discover#')),
    toGrafana: templates.filter((template) => !template.includes('/app/discover#')),
    uids: files
      .filter(({ path }) => /^dashboards\/generated\/[^/]+\.json$/.test(path))
      .map(({ text }) => z.object({ uid: z.string() }).parse(JSON.parse(text)).uid),
  };
};

const declared: Readonly<Record<string, readonly { readonly name: string }[]>> = {
  'gapwatch-logs': logFields,
  'gapwatch-accesses': nginxLogFields,
  'gapwatch-services': lineFields,
};
/** Of no line, but of where it lies. */
const everywhere = ['_index'];
/** Fields that a query of Lucene names. */
const fieldsInLucene = (query: string): string[] =>
  [...query.matchAll(/(?:^|AND )([\w.@]+):/g)].map(([, name = '']) => name);

const withShop: ConfigInput = { logs: { services: [{ dataset: 'shop' }] } };

it.each([
  ['', {}, 3],
  ['also to other services, ', withShop, 5],
] as const)(
  'opens, %sfrom every panel and every line in Grafana, and every line in Kibana, a view that there is, with fields that it has',
  (_, input, count) => {
    const { views, fromGrafana, atLines, inKibana } = made(input);
    expect(fromGrafana.length).toBeGreaterThan(100);
    expect(atLines).toHaveLength(1);
    expect(inKibana).toHaveLength(count);
    const faults = [...fromGrafana, ...atLines, ...inKibana].flatMap((address) => {
      const { dataSource, columns, query } = opened(filled(address, 'x'));
      const fields = new Set([...everywhere, ...(declared[dataSource.dataViewId] ?? []).map(({ name }) => name)]);
      const asked = query.language === 'kuery' ? fieldsInKql(query.query) : fieldsInLucene(query.query);
      const unknown = [...columns, ...asked].filter((name) => !fields.has(name));
      return views.has(dataSource.dataViewId) && asked.length > 0 && unknown.length === 0 ? [] : [{ address, unknown }];
    });
    expect(faults).toEqual([]);
  },
);

it('opens from Grafana what other services log only where some are named, from the panels that tell of it', () => {
  const ofServices = (input: ConfigInput) =>
    made(input)
      .fromGrafana.map((address) => opened(filled(address, 'logs-shop-default')))
      .filter(({ dataSource }) => dataSource.dataViewId === 'gapwatch-services')
      .map(({ query }) => query.query);
  const trouble = 'log.level:("error" OR "fatal" OR "crit" OR "alert" OR "emerg" OR "warn" OR "warning")';
  const stream = '_index:.ds-logs-shop-default-*';
  expect(ofServices({})).toEqual([]);
  // Of each of three panels a series, and the panel itself; and the lines at the end.
  expect(ofServices(withShop).sort()).toEqual([stream, stream, stream, trouble, trouble, trouble, trouble]);
});

it('opens the minutes that Grafana shows', () => {
  const { fromGrafana, atLines } = made();
  const times = new Set(
    [...fromGrafana, ...atLines].map((address) => JSON.stringify(opened(filled(address, 'x')).time)),
  );
  expect([...times].map((one) => JSON.parse(one))).toEqual([
    { from: '2026-11-29T10:00:00.000Z', to: '2026-11-29T10:15:00.000Z' },
  ]);
});

it('opens all lines of a request or a trace in their order, and all accesses of a client, as far back as they are kept', () => {
  const { inKibana } = made({ logs: { keepDays: 30 } });
  const seen = inKibana.map((address) => {
    const { dataSource, query, sort, time } = opened(filled(address, 'id:1_a-b.c'));
    return [dataSource.dataViewId, query, sort[0][1], time.from];
  });
  const kuery = (field: string) => ({ language: 'kuery', query: `${field} : "id:1_a-b.c"` });
  expect(seen).toEqual([
    ['gapwatch-logs', kuery('http.request.id'), 'asc', 'now-30d'],
    ['gapwatch-logs', kuery('trace.id'), 'asc', 'now-30d'],
    ['gapwatch-accesses', kuery('client.address'), 'desc', 'now-30d'],
  ]);
});

it('opens all lines of a trace in all services, where others than the chat are named', () => {
  const seen = made(withShop).inKibana.map((address) => {
    const { dataSource, query } = opened(filled(address, 'x'));
    return `${dataSource.dataViewId} ${query.query}`;
  });
  expect(seen).toEqual([
    'gapwatch-logs http.request.id : "x"',
    'gapwatch-services trace.id : "x"',
    'gapwatch-accesses client.address : "x"',
    'gapwatch-services http.request.id : "x"',
    'gapwatch-services trace.id : "x"',
  ]);
});

it.each([
  [{}, 2, 5],
  [withShop, 3, 10],
])(
  "leads from a line to Grafana's dashboard of the chat, and from each dashboard of Kibana to others that there are: %j",
  (input, views, links) => {
    const { toGrafana, uids, markdown, boards, searches } = made({
      ...input,
      urls: { grafana: 'https://graphs.example/base/' },
    });
    expect(toGrafana).toHaveLength(views);
    for (const template of toGrafana) expect(template).toBe('https://graphs.example/base/d/gapwatch-chat?{{rawValue}}');
    const targets = markdown.flatMap((text) => [...text.matchAll(/\]\(([^)]+)\)/g)].map(([, address = '']) => address));
    const known = [
      ...uids.map((uid) => `https://graphs.example/base/d/${uid}`),
      ...boards.map((id) => `http://127.0.0.1:15601/app/dashboards#/view/${id}`),
      ...searches.map((id) => `http://127.0.0.1:15601/app/discover#/view/${id}`),
    ];
    expect(targets).toHaveLength(links);
    expect(targets.filter((target) => !known.includes(target))).toEqual([]);
    expect(known).toContain('https://graphs.example/base/d/gapwatch-chat');
  },
);

it('opens the space that has the objects, under the address of people', () => {
  const { fromGrafana, atLines, inKibana, markdown } = made({
    urls: { kibana: 'https://logs.example/kibana/' },
    apply: { kibana: { url: 'http://kibana:5601', space: 'chat' } },
  });
  const places = new Set(
    [...fromGrafana, ...atLines, ...inKibana].map((address) => opened(filled(address, 'x')).place),
  );
  expect([...places]).toEqual(['https://logs.example/kibana/s/chat/app/discover']);
  expect(markdown.join()).toContain(
    '(https://logs.example/kibana/s/chat/app/dashboards#/view/gapwatch-accesses-board)',
  );
});
