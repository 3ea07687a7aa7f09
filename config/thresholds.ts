import { z } from 'zod';

/** Of less than a millionth nobody could tell. */
const tellable = (value: number): boolean => value === 0 || value >= 1e-6;

/** A share of something: from 0, where the first one is too many, to 0.99, which hardly anything is above. */
const share = z.number().min(0).max(0.99).refine(tellable, '0, or a millionth or more');

/**
 * The limits that alerts fire at, dashboards draw and runbooks quote. Each stands here once, with its unit in its name
 * and the reason for its default; `gapwatch.config.ts` overrides any of them under `thresholds`.
 */
export const thresholdsSchema = z.strictObject({
  /** Event-loop delay, 99th percentile. People notice a chat that lags by a fifth of a second; a ticket, not a page. */
  eventLoopDelaySeconds: z.number().positive().max(60).default(0.2),
  /** The same, where somebody is called: at a second people take the chat for dead and load the page again, which makes it worse. */
  eventLoopDelayUrgentSeconds: z.number().positive().max(60).default(1),
  /** Share of its time for which a worker's event loop is busy. What comes beyond nine tenths waits for what is there. */
  eventLoopUtilizationRatio: share.default(0.9),
  /** Share of the workers' time that goes into collecting garbage. A tenth is a heap that is nearly full. */
  gcRatio: share.default(0.1),
  /** Time from a message's arrival to its broadcast, 99th percentile. A second is where talk stops feeling like talk. */
  messageDurationSeconds: z.number().positive().default(1),
  /** Share of the messages that must be stored. Of a thousand one may fail: who sees it sends it again. */
  messagesStoredObjective: z.number().min(0.95).max(0.99999).default(0.999),
  /** Share of the messages that must be broadcast in time. The one of a hundred that is not is a pause that nobody minds. */
  messagesInTimeObjective: z.number().min(0.95).max(0.99999).default(0.99),
  /** Time from a message's arrival to its broadcast that is in time: a bound of the histogram. Half a second still is talk. */
  messagesInTimeSeconds: z.number().positive().default(0.5),
  /** Bad events of an objective within its long window up to which its budget counts as not burning: of ten at night one is a tenth. */
  sloBadCount: z.number().int().min(0).max(1_000_000).default(5),
  /** Share of messages that failed (not those refused for being bad). One in a hundred is more than a hiccup. */
  messageErrorRatio: share.default(0.01),
  /** Failed messages within 5 minutes up to which their share says nothing: at night one of ten is a hiccup. */
  messageErrorCount: z.number().int().min(0).max(1_000_000).default(5),
  /**
   * Messages, or requests of a route, within 5 minutes up to which the time of the 99th percentile says nothing: of a hundred
   * it is that of the slowest one. Of fewer, down to a twentieth of that, half must be slow.
   */
  durationCount: z.number().int().min(20).max(1_000_000).default(100),
  /** Messages of a room kept back for bad words now, over those of the hour before. Five times as many is no quarrel. */
  blockedSpikeFactor: z.number().min(1.1).max(1_000).default(5),
  /** Such messages within 10 minutes up to which a rise says nothing: of two, ten are five times as many. */
  blockedSpikeCount: z.number().int().min(0).max(1_000_000).default(20),
  /** Share of a route's requests that were answered with 5xx. One in twenty is more than a restart of MySQL leaves behind. */
  httpErrorRatio: share.default(0.05),
  /** Such answers within 5 minutes up to which their share says nothing: few people ask for a route at night. */
  httpErrorCount: z.number().int().min(0).max(1_000_000).default(5),
  /** Time of a route's answers, 99th percentile. History takes 20 ms, a search 100; a second is a page that seems stuck. */
  httpDurationSeconds: z.number().positive().default(1),
  /** Sockets now over those ten minutes ago. People do not go home within ten minutes, half of them at once. */
  socketsLeftRatio: z.number().positive().max(1).default(0.5),
  /** Sockets ten minutes ago up to which a fall says nothing: of ten people five may well leave. */
  socketsLeftCount: z.number().int().min(0).max(1_000_000).default(50),
  /** Share of handshakes that were refused. Expired tokens are a few; half is a secret that changed, a proxy, or an attack. */
  handshakesRefusedRatio: share.min(0.01).default(0.5),
  /** Such handshakes within 5 minutes up to which their share says nothing: one forgotten program tries again and again. */
  handshakesRefusedCount: z.number().int().min(0).max(1_000_000).default(100),
  /** Scrapes within 5 minutes, of 20 for each worker, that workers did not answer. A busy one misses one or two. */
  workerSilences: z.number().int().min(0).max(1_000_000).default(10),
  /** Heap in use over V8's limit, at which the worker dies. Collections bring a healthy one back below half. */
  heapRatio: share.default(0.85),
  /** Connections in use over `max_connections`. Beyond 80 % a deploy's extra pool can lock everyone out. */
  mysqlConnectionsRatio: share.default(0.8),
  /** The same, where somebody is called: the last twentieth is gone with one more worker, or one more replica. */
  mysqlConnectionsUrgentRatio: share.default(0.95),
  /** Statements that are slow for MySQL, over all that clients send. The chat's own take a millisecond. */
  slowQueriesRatio: share.default(0.01),
  /** Such statements within 10 minutes up to which their share says nothing: at night a dump is the only client. */
  slowQueriesCount: z.number().int().min(0).max(1_000_000).default(5),
  /** Transactions that InnoDB rolls back a second because of deadlocks. One now and then is usual, one in ten seconds is a pattern. */
  deadlocksPerSecond: z.number().min(0).max(1_000).refine(tellable, '0, or a millionth or more').default(0.1),
  /** Worker restarts within a quarter of an hour. One is an accident, more than three is a crash loop. */
  workerRestarts: z.number().int().min(0).max(1_000_000).default(3),
  /** Tasks of a service started within a quarter of an hour, beyond one for each: more than three is a crash loop. */
  taskStarts: z.number().int().min(0).max(1_000_000).default(3),
  /** Memory of a container in use, over its limit, at which the kernel kills it. */
  containerMemoryRatio: share.default(0.9),
  /** Time until the certificate expires. Two weeks bridge a holiday; who renews by a program renews a month ahead. */
  certificateSeconds: z.int().min(86_400).max(31_536_000).default(1_209_600),
  /** Time until the certificate expires that calls somebody now. Three days are a weekend. */
  certificateUrgentSeconds: z.int().min(3_600).max(31_536_000).default(259_200),
  /** Rows over the cap of a chat table. At 80 % there is still time to look at the mover before people notice. */
  tableNearCapRatio: z.number().min(0).max(1).default(0.8),
  /** The same, where somebody is called: the mover has not helped, and beyond the cap reading becomes slower. */
  tableNearCapUrgentRatio: z.number().min(0).max(1).default(0.95),
  /** Rows waiting to be moved away, over the cap. One in twenty is more than a mover leaves that keeps up. */
  tableBacklogRatio: z.number().positive().max(100).default(0.05),
  /**
   * Time until a growing chat table reaches its cap. A week is enough to plan the change in working hours; less than a
   * day is none to plan in, and of what comes in years an hour's growth says nothing.
   */
  tableCapForecastSeconds: z.number().min(86_400).max(31_536_000).default(604_800),
  /** Rows over the cap from which a forecast counts. A table that is half empty may grow fast without harm. */
  tableCapForecastRatio: share.default(0.5),
  /** Waiting time for a connection of the app's pool, 99th percentile. A healthy pool hands one out in under 10 ms. */
  poolWaitSeconds: z.number().positive().default(0.25),
  /**
   * Age of the oldest change that the search index has not taken. It follows within a second or two; a minute is an
   * Elasticsearch that is away, not a busy one.
   */
  searchLagSeconds: z.number().positive().default(60),
  /** Age of the oldest log line that waits. A restart of Elasticsearch takes two minutes; ten are one that is away. */
  spoolAgeSeconds: z.number().positive().default(600),
  /** Log lines that wait, over the room for them. At 80 % debug lines are given up. */
  spoolRatio: share.default(0.8),
  /** Heap of a node of Elasticsearch in use, over its maximum. Healthy saw teeth fall far below it; who stays above only collects garbage. */
  elasticsearchHeapRatio: share.default(0.85),
  /** Disk of a node of Elasticsearch that is used. At 85 % no copy comes to it, at 90 % shards leave it, at 95 % nothing is written. */
  elasticsearchDiskRatio: share.min(0.5).default(0.85),
  /** Share of a machine's processors that is busy. Beyond 80 % the chat's answers begin to wait: load tests put the safe line there. */
  hostCpuRatio: share.min(0.6).default(0.8),
  /** The same, where somebody is called, who scales by hand: a Swarm does not scale by itself. */
  hostCpuUrgentRatio: share.min(0.6).default(0.85),
  /** Share of a filesystem that is used. In the last twentieth a dump or an image of Docker is the end. */
  diskRatio: share.min(0.5).default(0.95),
  /**
   * Time until a filesystem is full, if it fills on as in the last hour. Of four hours, one passes before it is told, and the rest is
   * enough to make room.
   */
  diskForecastSeconds: z.number().min(7_200).max(604_800).default(14_400),
  /** Share of a filesystem that is used from which a forecast counts. One that is half empty may fill quickly without harm: a dump, a build. */
  diskForecastRatio: share.default(0.5),
  /** Length of an exporter's scrape. Prometheus gives up at 10 s; half of that is the time to look why. */
  scrapeDurationSeconds: z.number().positive().lt(10).default(5),
  /** Share of notifications that a receiver did not take. One in a hundred is a receiver that is not well. */
  notificationErrorRatio: share.default(0.01),
});
