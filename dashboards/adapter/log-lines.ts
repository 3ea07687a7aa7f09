import type { logFields } from '../../app/logging/fields.ts';

/** Name of a field of the log. */
export type LogFieldName = (typeof logFields)[number]['name'];

/** Values that lines of the log must have, by declared fields: one, one of several, or any that fits a pattern as `ER_*`. */
export type Lines = { readonly [K in LogFieldName]?: string | readonly [string, ...string[]] };

/** The field of the log that says the same as a label of a metric. */
export const fieldOfLabel = {
  room: 'labels.room',
  worker: 'labels.worker',
  route: 'url.path',
  method: 'http.request.method',
  event: 'event.action',
  build_id: 'service.version',
} as const satisfies Readonly<Record<string, LogFieldName>>;

/** The conditions of a filter, each on one field, and all of its values. */
const conditionsOf = (lines: Lines): { readonly field: string; readonly values: readonly string[] }[] =>
  Object.entries(lines).flatMap(([field, values]) =>
    values === undefined ? [] : [{ field, values: typeof values === 'string' ? [values] : values }],
  );

const quoted = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

/** A pattern as Lucene writes it: all but the stars stands for itself. */
const luceneValue = (value: string): string =>
  value.includes('*') ? value.replace(/[^\p{L}\p{N}_*]/gu, '\\$&') : quoted(value);

/**
 * A filter as Grafana's data source of Elasticsearch takes it, and Kibana where its language is Lucene's.
 * @see https://www.elastic.co/docs/reference/query-languages/query-dsl/query-dsl-query-string-query
 */
export const toLucene = (lines: Lines): string =>
  conditionsOf(lines)
    .map(({ field, values }) =>
      values.length === 1
        ? `${field}:${values.map(luceneValue)}`
        : `${field}:(${values.map(luceneValue).join(' OR ')})`,
    )
    .join(' AND ');
