import { bounded, metric } from '../../metrics/declare.ts';

const labels = { table: bounded(100, 'tables of the configuration') } as const;

/** What is known of each chat table of the configuration. */
export const chatTable = {
  up: metric.gauge('chat_table_up', {
    help: 'Whether the table could be read: 0 where it is not there, may not be read, or is locked. Then nothing else is told of it.',
    labels,
  }),
  rows: metric.gauge('chat_table_rows', {
    help: 'Rows in the table, counted in ranges; absent until all ranges are counted once.',
    labels,
  }),
  insertedRows: metric.counter('chat_table_inserted_rows', {
    help: 'Rows that appeared in the table since the exporter started.',
    labels,
  }),
  removedRows: metric.counter('chat_table_removed_rows', {
    help: 'Rows that went from the table since the exporter started, such as those that a mover takes away; absent until all rows are counted once.',
    labels,
  }),
  rowsDrift: metric.gauge('chat_table_rows_drift', {
    help: 'By how much the rows told were more (fewer: negative) than the real ones, when all were last counted again: what changed where no scrape looks. Absent until then.',
    labels,
  }),
  lastId: metric.gauge('chat_table_last_id', {
    help: 'Highest id in the table. Ids have gaps, so its growth is only an upper bound of the rows added.',
    labels,
  }),
  recounted: metric.gauge('chat_table_recount', {
    unit: 'timestamp_seconds',
    help: 'When the last complete count of all rows began, in Unix time.',
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
  moverLag: metric.gauge('chat_table_mover_lag', {
    unit: 'seconds',
    help: 'How long ago the first row beyond the cap was written, by the clock of MySQL: the mover is late by so much. 0 where the table is within its cap.',
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
