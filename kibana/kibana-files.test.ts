import { describe, expect, it } from 'vitest';
import { logFields } from '../app/logging/fields.ts';
import { parseConfig } from '../config/load-config.ts';
import type { ConfigInput } from '../config/schema.ts';
import { nginxLogFields } from '../logstash/nginx/fields.ts';
import { compileErrors } from '../test/support/compile-errors.ts';
import { type KibanaObject, kibanaObjectsOf, type LensColumn, ofType } from '../test/support/kibana-objects.ts';
import { fieldsInKql } from '../test/support/read-kql.ts';
import { lineFields } from '../winston/fields.ts';
import { kibanaFiles } from './kibana-files.ts';
import { dashboardField } from './view.ts';

const filesOf = (input: ConfigInput = {}) => kibanaFiles(parseConfig(input, '/project/gapwatch.config.ts'));
const odd: ConfigInput = {
  service: 'talk-2',
  environment: 'prod',
  rooms: ["it's", '\\', '"', '{{value}}', '잡담', '\n', '\ud800x'],
  thresholds: { messageDurationSeconds: 1e300, httpDurationSeconds: 0.0000000001 },
  urls: { kibana: 'https://logs.example/kibana/', grafana: "https://it's.example/g" },
  apply: { kibana: { space: 'chat' } },
  logs: { services: [{ dataset: 'shop' }, { dataset: '_till.web', environment: 'stage' }] },
};

const fieldsOf = {
  'chat.ndjson': logFields,
  'accesses.ndjson': nginxLogFields,
  'services.ndjson': lineFields,
} as const;

/** For reading one request, or the lines of one service. */
const onNoDashboard: Readonly<Record<keyof typeof fieldsOf, readonly string[]>> = {
  'chat.ndjson': ['gapwatch-logs-request'],
  'accesses.ndjson': [],
  'services.ndjson': [
    'gapwatch-services-request',
    ...['shop', '_till.web'].flatMap((one) => [`gapwatch-service-${one}-lines`, `gapwatch-service-${one}-errors`]),
  ],
};
const cases = Object.entries({ usual: {}, odd } satisfies Record<string, ConfigInput>).flatMap(([name, input]) =>
  filesOf(input).map((file) => {
    const of = file.path.split('/').at(-1) as keyof typeof fieldsOf;
    return { name: `${of}, ${name} configuration`, file, fields: fieldsOf[of], alone: onNoDashboard[of] };
  }),
);

/** All texts of Kibana's query language within an object, however deep. */
const queriesIn = (value: unknown): string[] => {
  if (typeof value !== 'object' || value === null) return [];
  const own = Object(value).language === 'kuery' ? [String(Object(value).query)] : [];
  return [...own, ...Object.values(value).flatMap(queriesIn)];
};

const layersOf = (panel: Extract<KibanaObject, { type: 'lens' }>) =>
  Object.entries(panel.attributes.state.datasourceStates.formBased.layers);

/** Types of fields that an operation works on. */
const fitting: Readonly<Partial<Record<LensColumn['operationType'], readonly string[]>>> = {
  terms: ['keyword', 'ip'],
  date_histogram: ['date'],
  unique_count: ['keyword', 'ip'],
  average: ['long'],
  percentile: ['long'],
};

describe.each(cases)('$name', ({ file, fields, alone }) => {
  const objects = kibanaObjectsOf(file);
  const types = new Map<string, string>(fields.map(({ name, type }) => [name, type]));

  it('has one object a line, each after those that it refers to', () => {
    const before = new Set<string>();
    for (const { type, id, references } of objects) {
      for (const one of references) expect(before, `${type} ${id}`).toContain(`${one.type} ${one.id}`);
      expect(before).not.toContain(`${type} ${id}`);
      before.add(`${type} ${id}`);
    }
  });

  it('names each reference where the object speaks of it, and no other', () => {
    for (const search of ofType(objects, 'search')) {
      const { indexRefName } = search.attributes.kibanaSavedObjectMeta.searchSourceJSON;
      expect(search.references.map(({ name }) => name)).toEqual([indexRefName]);
    }
    for (const panel of ofType(objects, 'lens')) {
      expect(panel.references.map(({ name }) => name)).toEqual(
        layersOf(panel).map(([id]) => `indexpattern-datasource-layer-${id}`),
      );
    }
    for (const { attributes, references } of ofType(objects, 'dashboard')) {
      expect(references.map(({ type, name }) => [type, name])).toEqual(
        attributes.panelsJSON.map(({ type, panelIndex, panelRefName }) => [type, `${panelIndex}:${panelRefName}`]),
      );
    }
  });

  it('shows each search and each panel on its dashboard, but for those that are for reading one request or one service', () => {
    const shown = ofType(objects, 'dashboard').flatMap(({ references }) => references.map(({ id }) => id));
    const made = objects.filter(({ type }) => type !== 'index-pattern' && type !== 'dashboard').map(({ id }) => id);
    expect(made.filter((id) => !shown.includes(id))).toEqual(alone);
  });

  it('fills the grid without overlaps', () => {
    for (const { attributes } of ofType(objects, 'dashboard')) {
      const cells = attributes.panelsJSON.flatMap(({ gridData: { x, y, w, h } }) =>
        Array.from({ length: w * h }, (_, n) => `${x + (n % w)},${y + Math.floor(n / w)}`),
      );
      const height = Math.max(...attributes.panelsJSON.map(({ gridData }) => gridData.y + gridData.h));
      expect(new Set(cells).size).toBe(cells.length);
      expect(cells.length).toBe(48 * height);
      expect(attributes.panelsJSON.filter(({ gridData }) => gridData.x + gridData.w > 48)).toEqual([]);
    }
  });

  it('asks only for fields that are declared, or computed by its view', () => {
    const asked = [
      ...objects.flatMap((one) => queriesIn(one.attributes).flatMap(fieldsInKql)),
      ...ofType(objects, 'search').flatMap(({ attributes }) => attributes.sort.map(([field]) => field)),
      ...ofType(objects, 'lens').flatMap((panel) =>
        layersOf(panel).flatMap(([, { columns }]) =>
          Object.values(columns).flatMap(({ sourceField = '___records___' }) => sourceField),
        ),
      ),
    ];
    expect(asked.length).toBeGreaterThan(20);
    expect(asked.filter((field) => field !== '___records___' && !types.has(field))).toEqual([]);
    const shown = [
      ...ofType(objects, 'search').flatMap(({ attributes }) => attributes.columns),
      ...ofType(objects, 'index-pattern').flatMap(({ attributes: { fieldAttrs, fieldFormatMap, runtimeFieldMap } }) =>
        [fieldAttrs, fieldFormatMap, runtimeFieldMap].flatMap((map) => Object.keys(map)),
      ),
    ];
    expect(shown.filter((field) => field !== dashboardField && !types.has(field))).toEqual([]);
    expect(types.has(dashboardField)).toBe(false);
  });

  it('asks of each field what its type can tell', () => {
    const unfit = ofType(objects, 'lens').flatMap((panel) =>
      layersOf(panel).flatMap(([, { columns }]) =>
        Object.values(columns).flatMap(({ operationType, sourceField = '' }) => {
          const wanted = fitting[operationType];
          return wanted && !wanted.includes(types.get(sourceField) ?? '') ? [`${operationType} ${sourceField}`] : [];
        }),
      ),
    );
    expect(unfit).toEqual([]);
  });

  it('draws each group and each number of a panel once, and no other', () => {
    for (const panel of ofType(objects, 'lens')) {
      const [layer] = layersOf(panel).map(([, one]) => one);
      const drawn = JSON.stringify(panel.attributes.state.visualization);
      expect(Object.keys(layer?.columns ?? {}).toSorted()).toEqual(layer?.columnOrder.toSorted());
      const named = [...drawn.matchAll(/(?:group|number)-\d/g)].map(([id]) => id);
      const sorted = panel.attributes.visualizationType === 'lnsDatatable' ? ['number-0'] : [];
      expect(named.toSorted(), panel.id).toEqual([...(layer?.columnOrder ?? []), ...sorted].toSorted());
      for (const column of Object.values(layer?.columns ?? {})) {
        if (column.operationType === 'terms') expect(layer?.columns).toHaveProperty([column.params.orderBy.columnId]);
      }
    }
  });
});

it('gives the same bytes for the same configuration', () => {
  expect(filesOf()).toEqual(filesOf());
  for (const { text } of filesOf()) expect(text).toMatch(/^[^\n]+(\n[^\n]+)*\n$/);
});

it('takes the data streams of the environment, and lines of the service', () => {
  const [chat, accesses, services] = filesOf(odd).map(kibanaObjectsOf);
  const viewOf = (objects: readonly KibanaObject[] = []) => ofType(objects, 'index-pattern')[0]?.attributes.title;
  expect([chat, accesses, services].map(viewOf)).toEqual([
    'logs-chat.app-prod',
    'logs-nginx.access-prod',
    'logs-chat.app-prod,logs-shop-default,logs-_till.web-stage',
  ]);
  const queries = ofType(chat ?? [], 'lens').map(({ attributes }) => attributes.state.query.query);
  expect(queries.filter((query) => !query.startsWith('service.name : "talk-2"'))).toEqual([]);
});

it('has nothing of other services where none is named, and changes of the rest only where it leads to them', () => {
  const [chat, ...others] = filesOf();
  const [named, accesses, ...more] = filesOf({ logs: { services: [{ dataset: 'shop' }] } });
  expect(others).toEqual([accesses]);
  expect(more.map(({ path }) => path)).toEqual(['kibana/generated/services.ndjson']);
  const lines = [chat, named].map((file) => file?.text.split('\n') ?? []);
  const changed = lines[0]?.filter((line, n) => line !== lines[1]?.[n]).map((line) => JSON.parse(line).id);
  expect(changed).toEqual(['gapwatch-logs', 'gapwatch-logs-guide']);
});

it('finds in a line of the chat every field that any line has, of the same type', () => {
  const types = new Map<string, string>(logFields.map(({ name, type }) => [name, type]));
  expect(lineFields.filter(({ name, type }) => types.get(name) !== type)).toEqual([]);
});

it('does not compile with a field that is not there, or of a type that does not fit', () => {
  const { marked, passed, unmarked } = compileErrors(new URL('fixtures/does-not-compile.ts', import.meta.url).pathname);
  expect(passed).toEqual([]);
  expect(unmarked).toEqual([]);
  expect(marked.length).toBe(15);
});
