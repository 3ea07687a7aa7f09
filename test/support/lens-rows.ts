import type { estypes } from '@elastic/elasticsearch';
import type { LensColumn, ObjectOf } from './kibana-objects.ts';
import { type Dsl, type FieldTypes, kqlToDsl } from './read-kql.ts';

/** Names of the groups, and then the numbers of each. */
export type LensRow = readonly (string | number | null)[];

type Aggregations = Record<string, estypes.AggregationsAggregationContainer>;

interface Parts {
  readonly groups: readonly (readonly [id: string, column: LensColumn])[];
  readonly numbers: readonly (readonly [id: string, column: LensColumn])[];
}

const partsOf = ({ attributes }: ObjectOf<'lens'>): Parts => {
  const [layer] = Object.values(attributes.state.datasourceStates.formBased.layers);
  const columns = (layer?.columnOrder ?? []).map((id) => {
    const column = layer?.columns[id];
    if (column === undefined) throw new Error(`${attributes.title} has no column ${id}.`);
    return [id, column] as const;
  });
  return {
    groups: columns.filter(([, { isBucketed }]) => isBucketed),
    numbers: columns.filter(([, { isBucketed }]) => !isBucketed),
  };
};

const figure = ([id, column]: Parts['numbers'][number], types: FieldTypes): Aggregations => {
  switch (column.operationType) {
    case 'count':
      return column.filter ? { [id]: { filter: kqlToDsl(column.filter.query, types) } } : {};
    case 'unique_count':
      return { [id]: { cardinality: { field: column.sourceField } } };
    case 'average':
      return { [id]: { avg: { field: column.sourceField } } };
    case 'percentile':
      return { [id]: { percentiles: { field: column.sourceField, percents: [column.params.percentile] } } };
    default:
      throw new Error(`${column.operationType} makes no number.`);
  }
};

/** What groups are ordered by, as a path of Elasticsearch's. */
const orderOf = (columnId: string, numbers: Parts['numbers']): string => {
  const column = numbers.find(([id]) => id === columnId)?.[1];
  if (column?.operationType === 'count' && !column.filter) return '_count';
  if (column?.operationType === 'percentile') return `${columnId}.${column.params.percentile}`;
  return columnId;
};

const grouped = (
  column: LensColumn,
  numbers: Parts['numbers'],
  types: FieldTypes,
  every: string,
): estypes.AggregationsAggregationContainer => {
  switch (column.operationType) {
    case 'terms': {
      const { size, orderBy, orderDirection } = column.params;
      return {
        terms: { field: column.sourceField, size, order: { [orderOf(orderBy.columnId, numbers)]: orderDirection } },
      };
    }
    case 'date_histogram': {
      const { interval } = column.params;
      const length = interval === 'auto' ? { fixed_interval: every } : { calendar_interval: interval };
      return { date_histogram: { field: column.sourceField, ...length, min_doc_count: 0 } };
    }
    case 'filters':
      return {
        filters: {
          filters: Object.fromEntries(
            column.params.filters.map(({ label, input }) => [label, kqlToDsl(input.query, types)]),
          ),
        },
      };
    default:
      throw new Error(`${column.operationType} makes no groups.`);
  }
};

/**
 * What Kibana asks Elasticsearch for, to draw a panel.
 * @param every the length of time that Kibana takes where it chooses by what is shown
 */
export const lensRequest = (
  panel: ObjectOf<'lens'>,
  types: FieldTypes,
  every: string,
): { query: Dsl; aggs: Aggregations } => {
  const { groups, numbers } = partsOf(panel);
  const aggsBelow = (depth: number): Aggregations => {
    const figures = Object.assign({}, ...numbers.map((one) => figure(one, types)));
    const [id, column] = groups[depth] ?? [];
    if (id === undefined || column === undefined) return figures;
    return { ...figures, [id]: { ...grouped(column, numbers, types, every), aggs: aggsBelow(depth + 1) } };
  };
  return { query: kqlToDsl(panel.attributes.state.query.query, types), aggs: aggsBelow(0) };
};

interface Bucket {
  readonly key?: string | number;
  readonly key_as_string?: string;
  readonly doc_count: number;
  readonly [id: string]: unknown;
}

const numberOf = ([id, column]: Parts['numbers'][number], bucket: Bucket): number | null => {
  const told = Object(bucket[id]);
  switch (column.operationType) {
    case 'count':
      return column.filter ? told.doc_count : bucket.doc_count;
    case 'percentile':
      return Object.values(told.values)[0] as number | null;
    default:
      return told.value;
  }
};

const bucketsOf = (told: unknown): (readonly [name: string, bucket: Bucket])[] => {
  const { buckets } = Object(told) as { readonly buckets: readonly Bucket[] | Readonly<Record<string, Bucket>> };
  return Array.isArray(buckets)
    ? buckets.map((one: Bucket) => [String(one.key_as_string ?? one.key), one] as const)
    : Object.entries(buckets);
};

/** The rows that a panel shows of an answer to that. */
export const lensRows = (panel: ObjectOf<'lens'>, total: number, aggregations: unknown): LensRow[] => {
  const { groups, numbers } = partsOf(panel);
  const rowsOf = (bucket: Bucket, depth: number): LensRow[] => {
    const [id] = groups[depth] ?? [];
    if (id === undefined) return [numbers.map((one) => numberOf(one, bucket))];
    return bucketsOf(bucket[id]).flatMap(([name, inner]) => rowsOf(inner, depth + 1).map((row) => [name, ...row]));
  };
  return rowsOf({ doc_count: total, ...Object(aggregations) }, 0);
};
