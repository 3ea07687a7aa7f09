import { bounded, metric } from '../../metrics/declare.ts';

const labels = { query: bounded(100, 'exporter.queries of the configuration') } as const;

/** What is known of each statement of exporter.queries, besides the samples that it makes. */
export const customQueryFamilies = {
  success: metric.gauge('gapwatch_custom_query_success', {
    help: 'Whether the last run of the query gave samples; the other queries are not touched by one that did not.',
    labels,
  }),
  duration: metric.gauge('gapwatch_custom_query_duration', {
    unit: 'seconds',
    help: 'How long the last run of the query took.',
    labels,
    unused: 'To be looked up where a query of the configuration fails for being slow.',
  }),
  rows: metric.gauge('gapwatch_custom_query_rows', {
    help: 'Rows of the last answer to the query; absent where it failed.',
    labels,
    unused: 'What a query brings is shown where its own samples are.',
  }),
  dropped: metric.counter('gapwatch_custom_query_dropped_rows', {
    help: 'Rows left out because an answer had more than the mostRows of its query; of one answer, the first 20,000 rows are seen.',
    labels,
    unused: 'To be looked up where samples of a query are missing.',
  }),
} as const;
