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
  connectSuccess: metric.gauge('mysql_connect_success', {
    help: 'Whether a new connection was let in at this scrape. Data come over one that lasts, and so may go on without.',
    unused: 'Alerts on the connections in use come before nobody is let in any more; to be looked up then.',
  }),
  connectDuration: metric.gauge('mysql_connect_duration', {
    unit: 'seconds',
    help: 'How long a new connection took to be let in; absent where it was not.',
    unused: 'People wait for the pool, which has its panels; to be looked up where new connections are slow.',
  }),
  version: metric.info('mysql_version', {
    help: 'Version of the MySQL server.',
    labels: {
      innodb_version: bounded(1, 'one server'),
      version: bounded(1, 'one server'),
      version_comment: bounded(1, 'one server'),
    },
    unused: 'To be looked up when the version is in question.',
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
  bufferPoolPageChanges: metric.ofPeer(peer, 'counter', 'mysql_global_status_buffer_pool_page_changes_total', {
    help: "Changes of state of the pages of InnoDB's buffer pool, by what was done.",
    labels: { operation: bounded(40, "the server's own list of operations") },
  }),
  rowOperations: metric.ofPeer(peer, 'counter', 'mysql_global_status_innodb_row_ops_total', {
    help: 'Rows that InnoDB read or changed, by what was done.',
    labels: { operation: bounded(20, "the server's own list of operations") },
  }),
  performanceSchemaLost: metric.ofPeer(peer, 'counter', 'mysql_global_status_performance_schema_lost_total', {
    help: 'What performance_schema could not watch for want of memory, by kind.',
    labels: { instrumentation: bounded(60, "the server's own list of kinds") },
  }),
} as const;

/** Of a Galera cluster; absent elsewhere. */
export const mysqlGalera = {
  status: metric.ofPeer(peer, 'gauge', 'mysql_galera_status_info', {
    help: 'The node and its cluster.',
    labels: {
      wsrep_local_state_uuid: bounded(1, 'one server'),
      wsrep_cluster_state_uuid: bounded(1, 'one server'),
      wsrep_provider_version: bounded(1, 'one server'),
    },
  }),
  variables: metric.ofPeer(peer, 'gauge', 'mysql_galera_variables_info', {
    help: 'The name of the cluster.',
    labels: { wsrep_cluster_name: bounded(1, 'one server') },
  }),
  gcacheSize: metric.ofPeer(peer, 'gauge', 'mysql_galera_gcache_size_bytes', {
    help: 'Bytes of write sets that the node keeps for others that come back.',
  }),
  latencyMin: metric.ofPeer(peer, 'gauge', 'mysql_galera_evs_repl_latency_min_seconds', {
    help: 'Shortest time that the group took to agree.',
  }),
  latencyAvg: metric.ofPeer(peer, 'gauge', 'mysql_galera_evs_repl_latency_avg_seconds', {
    help: 'Mean time that the group took to agree.',
  }),
  latencyMax: metric.ofPeer(peer, 'gauge', 'mysql_galera_evs_repl_latency_max_seconds', {
    help: 'Longest time that the group took to agree.',
  }),
  latencyDeviation: metric.ofPeer(peer, 'gauge', 'mysql_galera_evs_repl_latency_stdev', {
    help: 'Standard deviation of the time that the group took to agree, in seconds.',
  }),
  latencySamples: metric.ofPeer(peer, 'gauge', 'mysql_galera_evs_repl_latency_sample_size', {
    help: 'Agreements of the group that were timed.',
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
  transactionIsolation: metric.ofPeer(peer, 'gauge', 'mysql_transaction_isolation', {
    help: 'How far transactions are kept apart where they do not ask otherwise.',
    labels: { level: bounded(1, 'one server') },
  }),
} as const;

const pageSize = bounded(10, 'the sizes of pages that InnoDB compresses to');

const compression = <const N extends string>(name: N, help: string) =>
  metric.ofPeer(peer, 'counter', `mysql_info_schema_innodb_cmp_${name}_total` as const, {
    help,
    labels: { page_size: pageSize },
  });

const compressionMemory = <const N extends string>(name: N, help: string) =>
  metric.ofPeer(peer, 'counter', `mysql_info_schema_innodb_cmpmem_${name}_total` as const, {
    help,
    labels: { page_size: pageSize, buffer_pool: bounded(64, 'the most buffer pools that InnoDB has') },
  });

/** Pages of InnoDB that are compressed, or counted by type; what else INNODB_METRICS counts is named by the server. */
export const mysqlInnodb = {
  compressOps: compression('compress_ops', 'Pages that were compressed to this size, or tried to be.'),
  compressOpsOk: compression('compress_ops_ok', 'Pages that fitted into this size.'),
  compressTime: compression('compress_time_seconds', 'Time spent on compressing.'),
  uncompressOps: compression('uncompress_ops', 'Pages of this size that were expanded.'),
  uncompressTime: compression('uncompress_time_seconds', 'Time spent on expanding.'),
  pagesUsed: compressionMemory('pages_used', 'Blocks of this size in use now; it falls too, whatever its name says.'),
  pagesFree: compressionMemory('pages_free', 'Blocks of this size free now; it falls too, whatever its name says.'),
  relocationOps: compressionMemory('relocation_ops', 'Blocks of this size that were moved to make room.'),
  relocationTime: compressionMemory('relocation_time_seconds', 'Time spent on moving blocks of this size.'),
  deadlocks: metric.ofPeer(peer, 'counter', 'mysql_info_schema_innodb_metrics_lock_lock_deadlocks_total', {
    help: 'Transactions that were ended since they and others waited for each other.',
  }),
  pagesRead: metric.ofPeer(peer, 'counter', 'mysql_info_schema_innodb_metrics_buffer_page_read_total', {
    help: 'Pages that were read into the buffer pool, by type; absent unless switched on.',
    labels: { type: bounded(40, "InnoDB's own list of types") },
  }),
  pagesWritten: metric.ofPeer(peer, 'counter', 'mysql_info_schema_innodb_metrics_buffer_page_written_total', {
    help: 'Pages that were written from the buffer pool, by type; absent unless switched on.',
    labels: { type: bounded(40, "InnoDB's own list of types") },
  }),
} as const;

const connection = {
  master_host: bounded(64, 'the primaries of one server'),
  master_uuid: bounded(64, 'the primaries of one server'),
  channel_name: bounded(64, 'the channels of one server'),
  connection_name: bounded(64, 'the connections of one server'),
} as const;

const replica = <const N extends string>(name: N, help: string) =>
  metric.ofPeer(peer, 'gauge', `mysql_slave_status_${name}` as const, { help, labels: connection });

const position = <const N extends string>(name: N, help: string) =>
  metric.ofPeer(peer, 'gauge', `mysql_slave_status_${name}` as const, {
    help,
    labels: {
      ...connection,
      domain_id: bounded(64, 'the domains of a replication'),
      server_id: bounded(256, 'the servers of a replication'),
    },
  });

/** How far this server follows each of its primaries; the other columns of the server's answer are named by it. */
export const mysqlReplication = {
  ioRunning: replica('slave_io_running', 'Whether what the primary writes arrives.'),
  sqlRunning: replica('slave_sql_running', 'Whether what arrived is applied.'),
  behind: replica('seconds_behind_master', 'Seconds by which the replica lags; absent while replication stands.'),
  gtidIoPos: position('gtid_io_pos', 'Last transaction that arrived, by domain and server.'),
  gtidSlavePos: position('gtid_slave_pos', 'Last transaction that was applied, by domain and server.'),
} as const;

const threadState = {
  command: bounded(40, "the server's own list of commands"),
  state: bounded(200, "the server's own list of states"),
} as const;

/** Who is connected, and what at. */
export const mysqlProcesses = {
  threads: metric.ofPeer(peer, 'gauge', 'mysql_info_schema_processlist_threads', {
    help: 'Connections by what they are at; the one that asked is left out.',
    labels: threadState,
  }),
  seconds: metric.ofPeer(peer, 'gauge', 'mysql_info_schema_processlist_seconds', {
    help: 'Seconds that the connections have been at it, together.',
    labels: threadState,
  }),
  byUser: metric.ofPeer(peer, 'gauge', 'mysql_info_schema_processlist_processes_by_user', {
    help: "Connections by user, the server's own threads included.",
    labels: { mysql_user: bounded(200, "the server's accounts") },
  }),
} as const;

const digestLabels = {
  schema: bounded(50, 'the kinds of statements that are shown'),
  digest: bounded(50, 'the kinds of statements that are shown'),
} as const;

const ofDigest = <const N extends string>(name: N, help: string) =>
  metric.ofPeer(peer, 'counter', `mysql_perf_schema_events_statements${name}_total` as const, {
    help,
    labels: digestLabels,
  });

/** What the kinds of statements cost that took most time: literals are left out of a digest, so it is one kind. */
export const mysqlStatements = {
  count: ofDigest('', 'Statements of this kind that were executed.'),
  seconds: ofDigest('_seconds', 'Time that they took.'),
  lockTime: ofDigest('_lock_time_seconds', 'Time that they waited for locks of tables.'),
  errors: ofDigest('_errors', 'Errors that they ended with.'),
  warnings: ofDigest('_warnings', 'Warnings that they gave.'),
  rowsAffected: ofDigest('_rows_affected', 'Rows that they changed.'),
  rowsSent: ofDigest('_rows_sent', 'Rows that they gave.'),
  rowsExamined: ofDigest('_rows_examined', 'Rows that they read. Far more than they gave: an index is missing.'),
  tmpDiskTables: ofDigest('_tmp_disk_tables', 'Temporary tables that they made on disk.'),
  tmpTables: ofDigest('_tmp_tables', 'Temporary tables that they made.'),
  sortMergePasses: ofDigest('_sort_merge_passes', 'Merge passes of their sorts.'),
  sortRows: ofDigest('_sort_rows', 'Rows that they sorted.'),
  noIndexUsed: ofDigest('_no_index_used', 'Statements that read a table without an index.'),
  text: metric.info('mysql_perf_schema_events_statements_text', {
    help: 'How statements of this kind read, without their literals.',
    labels: { ...digestLabels, digest_text: bounded(50, 'one for each digest') },
  }),
} as const;

const tableLabels = {
  schema: bounded(1_000, 'databases of the server'),
  table: bounded(50_000, 'tables of the server'),
} as const;

const ofOthers =
  'The chat has its own metrics of its tables, counted exactly; this is for all others, of which no dashboard here can know.';

/** Size and age of InnoDB's tables, by its own statistics: estimates, which it renews when a tenth has changed. */
export const mysqlTables = {
  size: metric.gauge('mysql_table_size', {
    unit: 'bytes',
    help: "Bytes of a table's rows and of its indexes besides, by InnoDB's statistics.",
    labels: { ...tableLabels, component: oneOf('data', 'index') },
    unused: ofOthers,
  }),
  fileSize: metric.gauge('mysql_table_file_size', {
    unit: 'bytes',
    help: 'Bytes of the files of a table, free space in them included.',
    labels: tableLabels,
    unused: ofOthers,
  }),
  rows: metric.gauge('mysql_table_rows_estimate', {
    help: "Rows by InnoDB's statistics: some per cent wrong, so nothing to alert on.",
    labels: tableLabels,
    unused: ofOthers,
  }),
  updated: metric.gauge('mysql_table_stats_updated', {
    unit: 'timestamp_seconds',
    help: 'When InnoDB last renewed the statistics of a table, in Unix time.',
    labels: tableLabels,
    unused: ofOthers,
  }),
  read: metric.gauge('mysql_tables_read', {
    unit: 'timestamp_seconds',
    help: 'When sizes and statistics were read, in Unix time. Where it takes long, not at every scrape.',
    unused: 'Says how old the sizes of the tables are, beside whatever shows them.',
  }),
} as const;

/** How near a table is to where it takes no more rows. */
export const mysqlAutoIncrement = {
  used: metric.gauge('mysql_auto_increment_used', {
    unit: 'ratio',
    help: 'Share of the values of an AUTO_INCREMENT column that are used up; absent until the table is used.',
    labels: { ...tableLabels, column: bounded(5_000, 'AUTO_INCREMENT columns of the server, by name') },
    unused: 'Ids of messages have 64 bits, which nothing fills; this is for other tables of the server.',
  }),
  read: metric.gauge('mysql_auto_increment_read', {
    unit: 'timestamp_seconds',
    help: 'When that was read, in Unix time. Where it takes long, not at every scrape.',
    unused: 'Says how old the shares of the values are, beside whatever shows them.',
  }),
} as const;
