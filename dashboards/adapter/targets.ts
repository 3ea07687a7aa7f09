import type { Builder, Dataquery } from '@grafana/grafana-foundation-sdk/cog';
import { LogsBuilder, DataqueryBuilder as LogsQueryBuilder } from '@grafana/grafana-foundation-sdk/elasticsearch';
import { DataqueryBuilder, PromQueryFormat, QueryEditorMode } from '@grafana/grafana-foundation-sdk/prometheus';
import { print } from '../../metrics/promql/print.ts';
import type { Expression } from '../../metrics/promql/vector.ts';
import { dataSource, logSource } from './data-source.ts';
import { type Lines, toLucene } from './log-lines.ts';
import type { Query } from './query.ts';

/** Name of a panel's n-th query, from 0: A, B, and so on. */
export const refId = (n: number): string => String.fromCharCode('A'.charCodeAt(0) + n);

const target = (expr: Expression, n: number): DataqueryBuilder =>
  new DataqueryBuilder().refId(refId(n)).datasource(dataSource).editorMode(QueryEditorMode.Code).expr(print(expr));

/** Queries for lines over time. */
export const rangeTargets = (queries: readonly Query[]): DataqueryBuilder[] =>
  queries.map(({ expr, legend }, n) => target(expr, n).range().legendFormat(legend).format(PromQueryFormat.TimeSeries));

/** The query of a heatmap: a series per bucket. */
export const bucketTargets = (queries: readonly Query[]): DataqueryBuilder[] =>
  queries.map(({ expr, legend }, n) => target(expr, n).range().legendFormat(legend).format(PromQueryFormat.Heatmap));

/** Queries for what is now, as a table. */
export const tableTargets = (exprs: readonly Expression[]): DataqueryBuilder[] =>
  exprs.map((expr, n) => target(expr, n).instant().format(PromQueryFormat.Table));

/** Lines that a panel shows at most: more than anybody reads. */
const mostLines = '200';

/** The query for lines of the log, the latest first. */
export const logTargets = (lines: Lines): Builder<Dataquery>[] => {
  // The SDK calls lines "unknown", which the data source does not know.
  const logs = { ...new LogsBuilder().id('1').settings({ limit: mostLines }).build(), type: 'logs' as const };
  return [
    new LogsQueryBuilder()
      .refId(refId(0))
      .datasource(logSource)
      .query(toLucene(lines))
      .timeField('@timestamp')
      .metrics([{ build: () => logs }])
      .bucketAggs([]),
  ];
};
