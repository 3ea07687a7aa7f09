import { bounded, metric, oneOf } from '../../metrics/declare.ts';

/**
 * The families of the server, under the names and labels that mysqld_exporter gave them, so that its dashboards and
 * alerts work unchanged. It exposes status variables untyped; the kinds here are what they are.
 */
const peer = 'mysqld_exporter';

const counter = <const N extends string>(name: N, help: string) =>
  metric.ofPeer(peer, 'counter', `mysql_global_status_${name}` as const, { help });

const gauge = <const N extends string>(name: N, help: string) =>
  metric.ofPeer(peer, 'gauge', `mysql_global_status_${name}` as const, { help });

const variable = <const N extends string>(name: N, help: string) =>
  metric.ofPeer(peer, 'gauge', `mysql_global_variables_${name}` as const, { help });

/** Whether the server answers, and what it is. */
export const mysqlServer = {
  up: metric.ofPeer(peer, 'gauge', 'mysql_up', { help: 'Whether MySQL answered the exporter within its deadline.' }),
  version: metric.info('mysql_version', {
    help: 'Version of the MySQL server.',
    labels: {
      innodb_version: bounded(1, 'one server'),
      version: bounded(1, 'one server'),
      version_comment: bounded(1, 'one server'),
    },
  }),
} as const;

/** What `SHOW GLOBAL STATUS` tells. */
export const mysqlStatus = {
  abortedClients: counter('aborted_clients', 'Connections that clients left without closing them.'),
  abortedConnects: counter('aborted_connects', 'Attempts to connect that failed.'),
  bytesReceived: counter('bytes_received', 'Bytes received from all clients.'),
  bytesSent: counter('bytes_sent', 'Bytes sent to all clients.'),
  connections: counter('connections', 'Attempts to connect, successful or not.'),
  createdTmpDiskTables: counter('created_tmp_disk_tables', 'Temporary tables that statements made on disk.'),
  createdTmpFiles: counter('created_tmp_files', 'Temporary files that the server made.'),
  createdTmpTables: counter('created_tmp_tables', 'Temporary tables that statements made.'),
  innodbBufferPoolReadRequests: counter('innodb_buffer_pool_read_requests', 'Logical page reads of InnoDB.'),
  innodbBufferPoolReads: counter('innodb_buffer_pool_reads', 'Page reads that InnoDB had to take from disk.'),
  innodbDataReads: counter('innodb_data_reads', 'Read operations of InnoDB on its files.'),
  innodbDataWrites: counter('innodb_data_writes', 'Write operations of InnoDB on its files.'),
  innodbLogWaits: counter('innodb_log_waits', 'Waits for a flush because the log buffer was too small.'),
  innodbRowLockTime: counter('innodb_row_lock_time', 'Time spent waiting for row locks, in milliseconds.'),
  innodbRowLockWaits: counter('innodb_row_lock_waits', 'Times that an operation waited for a row lock.'),
  openedFiles: counter('opened_files', 'Files that the server opened.'),
  openedTableDefinitions: counter('opened_table_definitions', 'Table definitions that were read.'),
  openedTables: counter('opened_tables', 'Tables that were opened.'),
  qcacheHits: counter('qcache_hits', 'Answers out of the query cache.'),
  qcacheInserts: counter('qcache_inserts', 'Answers put into the query cache.'),
  qcacheLowmemPrunes: counter('qcache_lowmem_prunes', 'Answers dropped from the query cache for lack of memory.'),
  qcacheNotCached: counter('qcache_not_cached', 'Queries that the query cache could not or should not keep.'),
  queries: counter('queries', 'Statements executed, those within stored programs included.'),
  questions: counter('questions', 'Statements that clients sent.'),
  selectFullJoin: counter('select_full_join', 'Joins that scanned a table for want of an index.'),
  selectFullRangeJoin: counter('select_full_range_join', 'Joins that searched a range of a reference table.'),
  selectRange: counter('select_range', 'Joins that took ranges of the first table.'),
  selectRangeCheck: counter('select_range_check', 'Joins without keys that looked for one at each row.'),
  selectScan: counter('select_scan', 'Joins that scanned the whole first table.'),
  slowQueries: counter('slow_queries', 'Statements that took longer than long_query_time.'),
  sortMergePasses: counter('sort_merge_passes', 'Merge passes of sorts that outgrew their buffer.'),
  sortRange: counter('sort_range', 'Sorts over ranges.'),
  sortRows: counter('sort_rows', 'Rows sorted.'),
  sortScan: counter('sort_scan', 'Sorts over a scan of the table.'),
  tableLocksImmediate: counter('table_locks_immediate', 'Table locks that were given at once.'),
  tableLocksWaited: counter('table_locks_waited', 'Table locks that had to wait.'),
  tableOpenCacheHits: counter('table_open_cache_hits', 'Tables found in the cache of open tables.'),
  tableOpenCacheMisses: counter('table_open_cache_misses', 'Tables not found in the cache of open tables.'),
  tableOpenCacheOverflows: counter('table_open_cache_overflows', 'Tables put out of the full cache of open tables.'),
  threadsCreated: counter('threads_created', 'Threads made to serve connections.'),

  innodbBufferPoolBytesData: gauge('innodb_buffer_pool_bytes_data', 'Bytes of the buffer pool that hold data.'),
  innodbMemAdaptiveHash: gauge('innodb_mem_adaptive_hash', "Bytes of InnoDB's adaptive hash index."),
  innodbMemDictionary: gauge('innodb_mem_dictionary', "Bytes of InnoDB's data dictionary."),
  innodbNumOpenFiles: gauge('innodb_num_open_files', 'Files that InnoDB holds open.'),
  innodbPageSize: gauge('innodb_page_size', 'Bytes of an InnoDB page.'),
  innodbRowLockCurrentWaits: gauge('innodb_row_lock_current_waits', 'Row locks being waited for now.'),
  maxUsedConnections: gauge('max_used_connections', 'Most connections in use at once since the start.'),
  openFiles: gauge('open_files', 'Files that are open.'),
  openTableDefinitions: gauge('open_table_definitions', 'Table definitions in the cache.'),
  openTables: gauge('open_tables', 'Tables that are open.'),
  qcacheFreeMemory: gauge('qcache_free_memory', 'Bytes free in the query cache.'),
  qcacheQueriesInCache: gauge('qcache_queries_in_cache', 'Answers in the query cache.'),
  threadsCached: gauge('threads_cached', 'Threads kept for the next connections.'),
  threadsConnected: gauge('threads_connected', 'Connections that are open.'),
  threadsRunning: gauge('threads_running', 'Connections that are executing a statement.'),
  uptime: gauge('uptime', 'Seconds since the server started.'),
} as const;

/** Status variables that the peer groups under one name with a label. */
export const mysqlStatusGroups = {
  commands: metric.ofPeer(peer, 'counter', 'mysql_global_status_commands_total', {
    help: 'Statements executed, by command.',
    labels: { command: bounded(300, "the server's own list of commands") },
  }),
  handlers: metric.ofPeer(peer, 'counter', 'mysql_global_status_handlers_total', {
    help: 'Requests to the storage engines, by handler.',
    labels: { handler: bounded(60, "the server's own list of handlers") },
  }),
  connectionErrors: metric.ofPeer(peer, 'counter', 'mysql_global_status_connection_errors_total', {
    help: 'Connections refused by an error of the server, by error.',
    labels: { error: bounded(20, "the server's own list of errors") },
  }),
  bufferPoolPages: metric.ofPeer(peer, 'gauge', 'mysql_global_status_buffer_pool_pages', {
    help: "Pages of InnoDB's buffer pool, by state.",
    labels: { state: oneOf('data', 'free', 'misc', 'old') },
  }),
  bufferPoolDirtyPages: metric.ofPeer(peer, 'gauge', 'mysql_global_status_buffer_pool_dirty_pages', {
    help: "Pages of InnoDB's buffer pool that are not yet on disk.",
  }),
} as const;

/** What `SHOW GLOBAL VARIABLES` tells. */
export const mysqlVariables = {
  innodbBufferPoolSize: variable('innodb_buffer_pool_size', "Bytes of InnoDB's buffer pool."),
  innodbLogBufferSize: variable('innodb_log_buffer_size', "Bytes of InnoDB's log buffer."),
  keyBufferSize: variable('key_buffer_size', "Bytes of MyISAM's index cache."),
  longQueryTime: variable('long_query_time', 'Seconds beyond which a statement counts as slow.'),
  maxConnections: variable('max_connections', 'Most connections that may be open at once.'),
  openFilesLimit: variable('open_files_limit', 'Most files that may be open at once.'),
  queryCacheSize: variable('query_cache_size', 'Bytes of the query cache.'),
  readOnly: variable('read_only', 'Whether only privileged users may write.'),
  tableDefinitionCache: variable('table_definition_cache', 'Table definitions that may be kept.'),
  tableOpenCache: variable('table_open_cache', 'Tables that may be kept open.'),
  threadCacheSize: variable('thread_cache_size', 'Threads that may be kept for later connections.'),
  waitTimeout: variable('wait_timeout', 'Seconds after which an idle connection is closed.'),
} as const;
