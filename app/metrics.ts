import { bounded, type Metric, metric, oneOf } from '../metrics/declare.ts';

/** One of the rooms of the configuration, which allows 64; everything else is `other`. */
const room = bounded(65, 'the rooms of gapwatch.config.ts, of which there are at most 64, and `other`');

/** Place of a worker in the cluster, from 1; the one that follows a dead worker takes its place. `primary` is the process above them. */
const worker = bounded(65, 'app.workers of gapwatch.config.ts, at most 64, and the primary');

const event = oneOf('join_room', 'left_room', 'join_chat', 'user_left', 'current_usercount', 'send_message', 'other');

/** What a search is carried out by: Elasticsearch, or MySQL in one of two ways. */
const engine = oneOf('elasticsearch', 'like', 'fulltext');

/** Seconds that people wait: a message is stored and broadcast in 3 ms, a hiccup takes 100, and beyond 5 s nobody waits. */
const waits = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5];

/** The chat itself: messages, sockets, searches, its MySQL pool and its workers. */
export const chatMetrics = {
  messages: metric.counter('chat_messages', {
    help: 'Messages that people sent, by what became of them: broadcast, kept back for a bad word, sent and stored before, malformed, or lost to a fault.',
    labels: { room, outcome: oneOf('stored', 'blocked', 'duplicate', 'invalid', 'limited', 'failed') },
  }),
  messageDuration: metric.histogram('chat_message_duration', {
    help: 'Time from the arrival of a message until it was stored and handed on for broadcast.',
    unit: 'seconds',
    buckets: waits,
  }),
  messageBatch: metric.histogram('chat_message_batch_messages', {
    help: 'Messages that were stored in one transaction because they came together.',
    buckets: [1, 2, 4, 8, 16, 32, 64, 128],
  }),
  messagesWaiting: metric.gauge('chat_messages_waiting', {
    help: 'Messages that wait until those before them are stored.',
    labels: { worker },
  }),
  moderationDuration: metric.histogram('chat_moderation_duration', {
    help: 'Time that it took to look for bad words in a message.',
    unit: 'seconds',
    // Some 10 µs are usual; a millisecond is one that nobody else is served in.
    buckets: [0.000005, 0.00001, 0.00002, 0.00005, 0.0001, 0.001, 0.01],
  }),
  moderationWords: metric.gauge('chat_moderation_words', {
    help: 'Words that messages are held against: refused ones, and innocent ones that contain refused ones.',
    labels: { worker, list: oneOf('badwords', 'allowwords') },
  }),
  moderationReloadFailures: metric.counter('chat_moderation_reload_failures', {
    help: 'Times that a worker could not ask for changes of the lists of words, and went on with those it had.',
  }),
  deliveries: metric.counter('chat_deliveries', {
    help: 'Messages handed to the sockets of those who are in the room, one for each socket.',
    labels: { room },
  }),
  sockets: metric.gauge('chat_sockets', { help: 'Sockets that are connected.', labels: { worker } }),
  people: metric.gauge('chat_room_people', {
    help: 'People who have joined the chat of a room, on all workers that the one who tells it reaches: compare by max, never add.',
    labels: { room },
  }),
  seats: metric.gauge('chat_room_seats', {
    help: 'People in the chat of a room whose sockets this service holds, those who are with several workers once for each: compare their sum with those who are listed.',
    labels: { room },
  }),
  presenceExpired: metric.counter('chat_presence_expired', {
    help: 'People who were taken out of a room since their worker was gone, or had not reached Redis in time, and who had not come back by another.',
  }),
  connects: metric.counter('chat_connects', { help: 'Sockets that connected.' }),
  disconnects: metric.counter('chat_disconnects', {
    help: 'Sockets that disconnected, by the reason that socket.io gives.',
    labels: {
      reason: oneOf(
        'transport_close',
        'transport_error',
        'ping_timeout',
        'parse_error',
        'client_namespace_disconnect',
        'server_namespace_disconnect',
        'server_shutting_down',
        'forced_close',
        'forced_server_close',
        'other',
      ),
    },
  }),
  connectErrors: metric.counter('chat_connect_errors', {
    help: 'Connections that were refused during the handshake.',
    labels: {
      // The first six in the order of Engine.IO's codes, which are their places.
      reason: oneOf(
        'unknown_transport',
        'unknown_session',
        'bad_handshake_method',
        'bad_request',
        'forbidden',
        'unsupported_protocol',
        'other',
        'unauthorized',
        'too_many',
      ),
    },
  }),
  events: metric.counter('chat_events', {
    help: 'Socket events that arrived, by whether they were understood and carried out, or too many.',
    labels: { event, outcome: oneOf('ok', 'invalid', 'limited', 'failed') },
  }),
  limited: metric.counter('chat_limited', {
    help: 'Events, handshakes and requests refused because one person or address sent too many, by the limit that it met; and connections cut off for what they send or do not read.',
    labels: {
      what: oneOf(
        'person_messages',
        'person_events',
        'address_messages',
        'address_connections',
        'address_guests',
        'address_requests',
        'address_events',
        'address_searches',
        'address_sockets',
        'connection_frames',
        'connection_backlog',
      ),
    },
  }),
  adapterUp: metric.gauge('chat_adapter_up', {
    help: 'Whether the worker reaches the other workers: 1 if so, 0 while Redis is away, hangs or takes no data, and rooms are split.',
    labels: { worker },
  }),
  searches: metric.counter('chat_searches', {
    help: 'Searches for messages, by engine and result; degraded ones met an Elasticsearch that is away or left out.',
    labels: { engine, outcome: oneOf('found', 'empty', 'invalid', 'degraded', 'failed') },
  }),
  searchDuration: metric.histogram('chat_search_duration', {
    help: 'Time that a search took which was carried out.',
    unit: 'seconds',
    labels: { engine },
    buckets: waits,
  }),
  poolConnections: metric.gauge('chat_pool_connections', {
    help: 'Connections to MySQL that the pool holds, by whether a query uses them.',
    labels: { worker, state: oneOf('in_use', 'idle') },
  }),
  poolLimit: metric.gauge('chat_pool_connections_limit', {
    help: 'Connections to MySQL that the pool may hold.',
    labels: { worker },
  }),
  poolWaiting: metric.gauge('chat_pool_waiting', {
    help: 'Queries that wait for a connection.',
    labels: { worker },
  }),
  poolWait: metric.histogram('chat_pool_wait', {
    help: 'Time that a query waited for a connection, also when it got none.',
    unit: 'seconds',
    buckets: waits,
  }),
  poolFailures: metric.counter('chat_pool_failures', {
    help: 'Queries that got no connection: none came free in time, too many were waiting, or MySQL could not be reached.',
    labels: { reason: oneOf('timeout', 'queue_full', 'unreachable') },
  }),
  workers: metric.gauge('chat_workers', {
    help: 'Workers by state: those that accept connections, and those that the configuration asks for.',
    labels: { state: oneOf('running', 'desired') },
  }),
  workerRestarts: metric.counter('chat_worker_restarts', { help: 'Workers started again because one had died.' }),
  workerReplacements: metric.counter('chat_worker_replacements', {
    help: 'Workers that a rolling restart meant to replace: those that gave way to a new one, and those that went on as the new one died first.',
    labels: { outcome: oneOf('done', 'failed') },
  }),
  workerSilences: metric.counter('chat_worker_silences', {
    help: 'Scrapes that a running worker did not answer in time; its counters stand still and its gauges are missing there.',
  }),
  certificateNotAfter: metric.gauge('chat_certificate_not_after', {
    help: 'When the certificate that the service shows expires, in Unix time; absent where it serves plain http.',
    unit: 'timestamp_seconds',
  }),
  build: metric.info('chat_build', {
    help: 'What runs, as the running code itself knows it.',
    labels: {
      version: bounded(1, 'one build runs in one process'),
      build_id: bounded(1, 'one build runs in one process'),
      node_version: bounded(1, 'one Node runs it'),
    },
  }),
} as const;

const method = oneOf('GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'other');
const route = bounded(64, 'the routes that the app mounts, as templates, and `unmatched`');

/** HTTP requests to the service; those to the metrics port do not count. */
export const httpMetrics = {
  requests: metric.counter('http_requests', {
    help: 'HTTP requests by the class of their answer; 4xx also counts clients that left before it.',
    labels: { method, route, status_class: oneOf('1xx', '2xx', '3xx', '4xx', '5xx') },
  }),
  requestDuration: metric.histogram('http_request_duration', {
    help: 'Time from the arrival of an HTTP request to the end of its answer, or until its client left.',
    unit: 'seconds',
    labels: { method, route },
    buckets: waits,
  }),
} as const;

/** The Node processes: workers and primary. */
export const nodeMetrics = {
  eventLoopDelay: metric.gauge('nodejs_eventloop_delay', {
    help: 'How much later than due timers ran in the last 15 to 30 seconds: half of them, 99 in 100, the latest.',
    unit: 'seconds',
    labels: { worker, stat: oneOf('p50', 'p99', 'max') },
  }),
  eventLoopUtilization: metric.gauge('nodejs_eventloop_utilization', {
    help: 'Share of the last 15 to 30 seconds that the event loop was busy.',
    unit: 'ratio',
    labels: { worker },
  }),
  gcDuration: metric.histogram('nodejs_gc_duration', {
    help: 'Pauses of the garbage collector.',
    unit: 'seconds',
    labels: { kind: oneOf('minor', 'major', 'incremental', 'weak_callbacks') },
    // Collections of the young generation take about 1 ms; a major one above 100 ms is felt.
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1],
  }),
  heap: metric.gauge('nodejs_heap', {
    help: 'Heap of V8: in use, reserved, and the limit at which the process dies.',
    unit: 'bytes',
    labels: { worker, state: oneOf('used', 'total', 'limit') },
  }),
  cpu: metric.counter('process_cpu', {
    help: 'Processor time used, user and system.',
    unit: 'seconds',
    labels: { worker },
  }),
  residentMemory: metric.gauge('process_resident_memory', {
    help: 'Memory held in RAM.',
    unit: 'bytes',
    labels: { worker },
  }),
  startTime: metric.gauge('process_start_time', {
    help: 'When the primary process started, since the epoch.',
    // Named by every Prometheus client in this way, though it is a point in time.
    unit: 'seconds',
  }),
} as const;

/** The way of log lines from the app to Elasticsearch by way of a spool. All stay at 0 where the app runs without it. */
export const logMetrics = {
  accepted: metric.counter('gapwatch_logs_accepted', {
    help: 'Log lines written to the spool, where they outlive the process.',
  }),
  written: metric.counter('gapwatch_logs_written', {
    help: 'Size of the accepted log lines in the spool. The limit over its rate is how long Elasticsearch may be away.',
    unit: 'bytes',
  }),
  shipped: metric.counter('gapwatch_logs_shipped', {
    help: 'Log lines that Elasticsearch has acknowledged, or had already.',
  }),
  duplicates: metric.counter('gapwatch_logs_duplicates', {
    help: 'Of the shipped log lines, those that Elasticsearch had already, since an answer or a crash was lost on the way.',
  }),
  dropped: metric.counter('gapwatch_logs_dropped', {
    help: 'Log lines given up: the spool is full, the disk takes nothing, larger than anybody stores, half written at a crash, no room for one more dead letter, or logged after the end.',
    labels: { reason: oneOf('spool_full', 'disk', 'too_large', 'torn', 'dead_letters_full', 'shutdown') },
  }),
  deadLetters: metric.counter('gapwatch_logs_dead_letters', {
    help: 'Log lines put aside in the spool: refused by Elasticsearch for ever, too large for any request, or damaged on the disk.',
    labels: { reason: oneOf('rejected', 'too_large', 'corrupt') },
  }),
  retries: metric.counter('gapwatch_logs_retries', {
    help: 'Requests repeated in full or in part: Elasticsearch cannot be reached, has too much to do, fails, lacks the data stream, or forbids it.',
    labels: { reason: oneOf('network', 'overload', 'server', 'missing', 'unauthorised') },
  }),
  spool: metric.gauge('gapwatch_logs_spool', {
    help: 'Size of the log lines that wait in the spool to be shipped.',
    unit: 'bytes',
  }),
  spoolLimit: metric.gauge('gapwatch_logs_spool_limit', {
    help: 'Size that the spool may have; debug lines are given up at 80 %, information at 90 %.',
    unit: 'bytes',
  }),
  oldest: metric.gauge('gapwatch_logs_oldest_age', {
    help: 'Age of the oldest log line that waits to be shipped; 0 where none does.',
    unit: 'seconds',
  }),
  lag: metric.histogram('gapwatch_logs_ship_lag', {
    help: 'Age that the oldest line of a request had when Elasticsearch acknowledged it.',
    unit: 'seconds',
    // A second is spent gathering; beyond a minute Elasticsearch was away.
    buckets: [0.5, 1, 1.5, 2.5, 5, 10, 30, 60, 300, 1_800],
  }),
  requestDuration: metric.histogram('gapwatch_logs_request_duration', {
    help: 'Time until Elasticsearch answered a request with log lines, or was given up.',
    unit: 'seconds',
    buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 30],
  }),
  syncDuration: metric.histogram('gapwatch_logs_fsync_duration', {
    help: 'Time that the disk took to keep what the spool had written. Nobody waits for it, unless logs.sync is always.',
    unit: 'seconds',
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5],
  }),
  up: metric.gauge('gapwatch_logs_shipper_up', {
    help: 'Whether Elasticsearch took what each process sent last: 1 if so, 0 while it is away for any of them.',
  }),
} as const;

/** Seconds from one canary line to the next. */
export const canarySeconds = 30;

/** A line that is logged now and then to be looked for. Nothing of it is there where the app runs without Elasticsearch. */
export const canaryMetrics = {
  delay: metric.histogram('gapwatch_logs_canary_delay', {
    help: `Time from logging a canary line, one every ${canarySeconds} s, until a search finds it, looked for every second; those not found within ten minutes do not count.`,
    unit: 'seconds',
    // A second is spent gathering, one until Elasticsearch shows what it has taken, one until the next look.
    buckets: [1, 2, 3, 4, 5, 7.5, 10, 20, 30, 60, 120, 300, 600],
  }),
  lastArrival: metric.gauge('gapwatch_logs_canary_last_arrival', {
    help: 'When a canary line was last found, in Unix time; until the first one, when the service began to look.',
    unit: 'timestamp_seconds',
  }),
} as const;

const reason = oneOf('cap', 'room', 'age');

/** The mover, which takes messages from the live table to the backup. */
export const retentionMetrics = {
  moved: metric.counter('chat_backup_moved_rows', {
    help: 'Rows of the live table that the mover copied to the backup or found there, by the limit that they were beyond.',
    labels: { reason },
  }),
  deleted: metric.counter('chat_backup_deleted_rows', {
    help: 'Rows that the mover deleted from the live table because the backup held them unchanged. Fewer than were moved: something is wrong.',
    labels: { reason },
  }),
  runs: metric.counter('chat_backup_runs', {
    help: 'Runs of the mover, by how they ended: nothing left to move, another mover at work, the service stopping, rows that cannot be moved, a fault.',
    labels: { outcome: oneOf('done', 'skipped', 'stopped', 'mismatch', 'failed') },
  }),
  lastSuccess: metric.gauge('chat_backup_last_success', {
    help: 'When the mover last moved rows or found none to move, in Unix time; absent until it has.',
    unit: 'timestamp_seconds',
  }),
  unmatched: metric.gauge('chat_backup_unmatched_rows', {
    help: "Rows that the mover's latest run moved and did not delete, as the backup holds other rows under their ids; absent until it has run.",
  }),
  runDuration: metric.histogram('chat_backup_run_duration', {
    help: 'Time that a run of the mover took, pauses included; those that it skipped do not count.',
    unit: 'seconds',
    // A run with nothing to move takes 10 ms; one over a backlog of a million rows some minutes.
    buckets: [0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5, 15, 60, 300],
  }),
} as const;

/** The way of messages from MySQL to the index that is searched. Nothing of it is there where the app runs without Elasticsearch. */
export const searchMetrics = {
  outbox: metric.gauge('chat_search_outbox_rows', {
    help: 'Changes of messages that the search index has not taken yet; a million stands for any number above it. Each primary tells all of its MySQL: compare by max, never add.',
  }),
  lag: metric.gauge('chat_search_lag', {
    help: 'Age of the oldest change that the search index has not taken yet, by the clock of MySQL; 0 where none waits.',
    unit: 'seconds',
  }),
  indexed: metric.counter('chat_search_indexed_messages', {
    help: 'Messages that the search index has taken in a new state: stored, moved to the backup or removed; those read for a rebuild too.',
  }),
  rejected: metric.counter('chat_search_rejected_messages', {
    help: 'Messages that the search index has refused for ever, and that cannot be found; the log names them.',
  }),
  retries: metric.counter('chat_search_retries', {
    help: 'Times that the search index took nothing or not all: it cannot be reached, has too much to do, says so itself, or is gone.',
    labels: { reason: oneOf('network', 'overload', 'server', 'missing') },
  }),
  rebuilds: metric.counter('chat_search_rebuilds', { help: 'Search indices that were built anew from MySQL.' }),
} as const;

/** Every metric of the app. */
export const appMetrics: readonly Metric[] = [
  chatMetrics,
  httpMetrics,
  nodeMetrics,
  logMetrics,
  canaryMetrics,
  retentionMetrics,
  searchMetrics,
].flatMap((group) => Object.values<Metric>(group));
