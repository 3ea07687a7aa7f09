import { bounded, metric } from '../../metrics/declare.ts';

const labels = { table: bounded(100, 'tables of the configuration') } as const;

/** What is known of each chat table of the configuration. */
export const chatTable = {
  rows: metric.gauge('chat_table_rows', {
    help: 'Rows in the table, counted in ranges; absent until all ranges are counted once.',
    labels,
  }),
  insertedRows: metric.counter('chat_table_inserted_rows', {
    help: 'Rows that appeared in the table since the exporter started.',
    labels,
  }),
  lastId: metric.gauge('chat_table_last_id', {
    help: 'Highest id in the table. Ids have gaps, so its growth is only an upper bound of the rows added.',
    labels,
  }),
  recounted: metric.gauge('chat_table_recount', {
    unit: 'timestamp_seconds',
    help: 'When the range of the table that was counted longest ago was counted, in Unix time.',
    labels,
  }),
  capRows: metric.gauge('chat_table_cap_rows', {
    help: 'Rows that the table may hold; absent where it may grow for ever.',
    labels,
  }),
  backlogRows: metric.gauge('chat_table_backlog_rows', {
    help: 'Rows beyond the cap, which wait to be moved away.',
    labels,
  }),
  oldestRow: metric.gauge('chat_table_oldest_row', {
    unit: 'timestamp_seconds',
    help: 'When the row with the lowest id was written, in Unix time.',
    labels,
  }),
  size: metric.gauge('chat_table_size', {
    unit: 'bytes',
    help: "Bytes of the table and its indexes, by InnoDB's statistics: an estimate.",
    labels,
  }),
} as const;
