import { z } from 'zod';
import type { GeneratedFile } from '../../config/generated-file.ts';

const reference = z.strictObject({ type: z.string(), id: z.string(), name: z.string() });
const frame = {
  id: z.string().startsWith('gapwatch-'),
  references: z.array(reference),
  coreMigrationVersion: z.literal('8.8.0'),
};
const number = z.int();
const json = <T extends z.ZodType>(inner: T) =>
  z
    .string()
    .transform((text): unknown => JSON.parse(text))
    .pipe(inner);
const texts = { title: z.string().min(1), description: z.string().min(1) };
const query = z.strictObject({ language: z.literal('kuery'), query: z.string() });
const noFilters = z.array(z.never());

/** Attributes that Kibana's schemas allow, those of them that are used; it refuses an import with others in most types. */
const view = z.strictObject({
  title: z.string(),
  name: z.string(),
  timeFieldName: z.literal('@timestamp'),
  allowNoIndex: z.literal(true),
  fields: json(noFilters),
  sourceFilters: json(noFilters),
  typeMeta: json(z.strictObject({})),
  fieldAttrs: json(
    z.record(
      z.string(),
      // More than 300 letters Kibana's own page does not take.
      z.strictObject({ customLabel: z.string().optional(), customDescription: z.string().max(300) }),
    ),
  ),
  fieldFormatMap: json(
    z.record(
      z.string(),
      z.discriminatedUnion('id', [
        z.strictObject({ id: z.literal('bytes'), params: z.strictObject({ pattern: z.string() }) }),
        z.strictObject({
          id: z.literal('duration'),
          params: z.strictObject({
            inputFormat: z.literal('nanoseconds'),
            outputFormat: z.literal('asMilliseconds'),
            outputPrecision: number,
            showSuffix: z.boolean(),
          }),
        }),
        z.strictObject({
          id: z.literal('url'),
          params: z.strictObject({ type: z.literal('a'), urlTemplate: z.url(), labelTemplate: z.string() }),
        }),
      ]),
    ),
  ),
  runtimeFieldMap: json(
    z.record(
      z.string(),
      z.strictObject({ type: z.literal('keyword'), script: z.strictObject({ source: z.string() }) }),
    ),
  ),
});

const search = z.strictObject({
  ...texts,
  columns: z.array(z.string()).min(1),
  sort: z.array(z.tuple([z.string(), z.enum(['asc', 'desc'])])).min(1),
  grid: z.strictObject({}),
  hideChart: z.boolean(),
  isTextBasedQuery: z.literal(false),
  kibanaSavedObjectMeta: z.strictObject({
    searchSourceJSON: json(
      z.strictObject({
        query,
        filter: noFilters,
        highlightAll: z.boolean(),
        version: z.boolean(),
        indexRefName: z.string(),
      }),
    ),
  }),
});

const shown = { label: z.string().min(1), customLabel: z.literal(true), sourceField: z.string() };
const group = { ...shown, isBucketed: z.literal(true) };
const figure = { ...shown, isBucketed: z.literal(false), dataType: z.literal('number'), scale: z.literal('ratio') };
const emptyAsNull = z.boolean();
const column = z.discriminatedUnion('operationType', [
  z.strictObject({
    ...group,
    operationType: z.literal('terms'),
    dataType: z.enum(['string', 'ip']),
    scale: z.literal('ordinal'),
    params: z.strictObject({
      size: number,
      orderBy: z.strictObject({ type: z.literal('column'), columnId: z.string() }),
      orderDirection: z.literal('desc'),
      otherBucket: z.literal(false),
      missingBucket: z.literal(false),
      parentFormat: z.strictObject({ id: z.literal('terms') }),
    }),
  }),
  z.strictObject({
    ...group,
    operationType: z.literal('date_histogram'),
    dataType: z.literal('date'),
    scale: z.literal('interval'),
    params: z.strictObject({
      interval: z.enum(['auto', '1d']),
      includeEmptyRows: z.literal(true),
      dropPartials: z.literal(false),
    }),
  }),
  z.strictObject({
    ...group,
    sourceField: z.undefined().optional(),
    operationType: z.literal('filters'),
    dataType: z.literal('string'),
    scale: z.literal('ordinal'),
    params: z.strictObject({ filters: z.array(z.strictObject({ label: z.string(), input: query })).min(1) }),
  }),
  z.strictObject({
    ...figure,
    operationType: z.literal('count'),
    params: z.strictObject({ emptyAsNull }),
    filter: query.optional(),
  }),
  z.strictObject({
    ...figure,
    operationType: z.enum(['unique_count', 'average']),
    params: z.strictObject({ emptyAsNull }),
  }),
  z.strictObject({
    ...figure,
    operationType: z.literal('percentile'),
    params: z.strictObject({ percentile: number.min(1).max(99), emptyAsNull }),
  }),
]);

const lens = z.strictObject({
  ...texts,
  visualizationType: z.enum(['lnsMetric', 'lnsXY', 'lnsDatatable', 'lnsPie', 'lnsChoropleth']),
  state: z.strictObject({
    query,
    filters: noFilters,
    visualization: z.looseObject({}),
    datasourceStates: z.strictObject({
      formBased: z.strictObject({
        layers: z.record(
          z.string(),
          z.strictObject({
            columnOrder: z.array(z.string()).min(1),
            columns: z.record(z.string(), column),
            incompleteColumns: z.strictObject({}),
            sampling: z.literal(1),
            ignoreGlobalFilters: z.literal(false),
          }),
        ),
      }),
    }),
    internalReferences: noFilters,
    adHocDataViews: z.strictObject({}),
  }),
});

const visualization = z.strictObject({
  ...texts,
  visState: json(
    z.strictObject({
      title: z.string(),
      type: z.literal('markdown'),
      aggs: noFilters,
      params: z.strictObject({ markdown: z.string(), fontSize: number, openLinksInNewTab: z.boolean() }),
    }),
  ),
  uiStateJSON: json(z.strictObject({})),
  kibanaSavedObjectMeta: z.strictObject({ searchSourceJSON: json(z.strictObject({})) }),
});

const dashboard = z.strictObject({
  ...texts,
  timeRestore: z.literal(true),
  timeFrom: z.string(),
  timeTo: z.string(),
  refreshInterval: z.strictObject({ pause: z.boolean(), value: number }),
  optionsJSON: json(z.record(z.string(), z.boolean())),
  panelsJSON: json(
    z.array(
      z.strictObject({
        type: z.enum(['lens', 'search', 'visualization']),
        panelIndex: z.string(),
        panelRefName: z.string(),
        gridData: z.strictObject({ x: number, y: number, w: number, h: number, i: z.string() }),
        embeddableConfig: z.strictObject({ enhancements: z.strictObject({}) }),
      }),
    ),
  ),
  kibanaSavedObjectMeta: z.strictObject({
    searchSourceJSON: json(z.strictObject({ query, filter: noFilters })),
  }),
});

const stamped = <T extends string, A extends z.ZodType>(type: T, typeMigrationVersion: string, attributes: A) =>
  z.strictObject({
    ...frame,
    type: z.literal(type),
    typeMigrationVersion: z.literal(typeMigrationVersion),
    attributes,
  });

const object = z.discriminatedUnion('type', [
  stamped('index-pattern', '8.0.0', view),
  stamped('search', '8.0.0', search),
  stamped('lens', '8.9.0', lens),
  stamped('visualization', '8.5.0', visualization),
  stamped('dashboard', '8.9.0', dashboard),
]);

/** An object of Kibana, its texts of JSON read. */
export type KibanaObject = z.output<typeof object>;

/** One of a type. */
export type ObjectOf<T extends KibanaObject['type']> = Extract<KibanaObject, { readonly type: T }>;

/** What a Lens panel asks for. */
export type LensColumn = z.output<typeof column>;

/**
 * Reads the objects of a generated file.
 * @throws ZodError for one that Kibana would not take
 */
export const kibanaObjectsOf = ({ text }: GeneratedFile): KibanaObject[] =>
  text
    .trimEnd()
    .split('\n')
    .map((line) => object.parse(JSON.parse(line)));

/** Those of a type. */
export const ofType = <T extends KibanaObject['type']>(objects: readonly KibanaObject[], type: T): ObjectOf<T>[] =>
  objects.filter((one): one is ObjectOf<T> => one.type === type);
