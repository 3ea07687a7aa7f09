/**
 * What is read of each kind of statement, and granted. Not MySQL's `QUERY_SAMPLE_TEXT`: it is a statement as it was sent, with
 * its values.
 */
export const digestColumns = [
  'SCHEMA_NAME',
  'DIGEST',
  'DIGEST_TEXT',
  'COUNT_STAR',
  'SUM_TIMER_WAIT',
  'SUM_LOCK_TIME',
  'SUM_ERRORS',
  'SUM_WARNINGS',
  'SUM_ROWS_AFFECTED',
  'SUM_ROWS_SENT',
  'SUM_ROWS_EXAMINED',
  'SUM_CREATED_TMP_DISK_TABLES',
  'SUM_CREATED_TMP_TABLES',
  'SUM_SORT_MERGE_PASSES',
  'SUM_SORT_ROWS',
  'SUM_NO_INDEX_USED',
] as const;
