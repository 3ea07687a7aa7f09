import { chatMetrics } from '../app/metrics.ts';
import type { Config } from '../config/load-config.ts';
import { chatTable } from '../exporter/chat-tables/families.ts';
import { host } from '../exporter/host/families.ts';
import { avg, sum } from '../metrics/promql/aggregate.ts';
import { divide, subtract } from '../metrics/promql/arithmetic.ts';
import { above, atLeast } from '../metrics/promql/compare.ts';
import { hours, minutes } from '../metrics/promql/duration.ts';
import { clampMin, histogramQuantile } from '../metrics/promql/functions.ts';
import { increase, rate } from '../metrics/promql/over-counter.ts';
import { deriv } from '../metrics/promql/over-gauge.ts';
import { recorded, recording } from '../metrics/promql/recording.ts';
import { select, selectHistogram } from '../metrics/promql/selector.ts';
import type { Vector } from '../metrics/promql/vector.ts';
import type { RecordingGroup } from './recording-group.ts';
import { sloRecordingGroups } from './recording-slo.ts';
import { shownGroups } from './shown-rates.ts';

/** Twenty scrapes: long enough to be calm, short enough that an alert over it comes within minutes. */
const window = minutes(5);

const byJob = { by: ['job'] } as const;

/** Nothing while there are no observations: stored, the NaN that is their quantile would make every mean over it NaN. */
const quantile = (q: number, buckets: Vector<'gauge', 'job' | 'le'>): Vector<'gauge', 'job'> =>
  atLeast(histogramQuantile(q, buckets), 0);

/** Messages per second of all rooms and workers, and those of them that a fault of ours lost. */
const messageRates = {
  rate: recording('job:chat_messages:rate5m', sum(rate(select(chatMetrics.messages), window), byJob)),
  failedRate: recording(
    'job:chat_messages_failed:rate5m',
    sum(rate(select(chatMetrics.messages, { outcome: 'failed' }), window), byJob),
  ),
  /** Kept back for a bad word, over ten minutes: one such message is no news. */
  blockedRate: recording(
    'room:chat_messages_blocked:rate10m',
    sum(rate(select(chatMetrics.messages, { outcome: 'blocked' }), minutes(10)), { by: ['job', 'room'] }),
  ),
} as const;

const instanceDurations = recording(
  'job_instance_le:chat_message_duration_seconds_bucket:rate5m',
  sum(rate(selectHistogram(chatMetrics.messageDuration, 'bucket'), window), { by: ['job', 'instance', 'le'] }),
);

const durations = recording(
  'job_le:chat_message_duration_seconds_bucket:rate5m',
  sum(recorded(instanceDurations), { by: ['job', 'le'] }),
);

/** What follows from these. The ratio is of messages lost to a fault, not of those refused for being bad; absent while nobody talks. */
export const messageRecordings = {
  ...messageRates,
  instanceDurations,
  durations,
  errorRatio: recording(
    'job:chat_messages_failed:ratio_rate5m',
    divide(recorded(messageRates.failedRate), above(recorded(messageRates.rate), 0)),
  ),
  durationP50: recording('job:chat_message_duration_seconds:p50_5m', quantile(0.5, recorded(durations))),
  durationP99: recording('job:chat_message_duration_seconds:p99_5m', quantile(0.99, recorded(durations))),
  /** Of each instance, for who looks for the slowest. */
  instanceP99: recording(
    'job_instance:chat_message_duration_seconds:p99_5m',
    atLeast(histogramQuantile(0.99, recorded(instanceDurations)), 0),
  ),
} as const;

/** Queries that wait for a connection to MySQL, of all workers. */
export const poolRecordings = {
  waitP99: recording(
    'job:chat_pool_wait_seconds:p99_5m',
    quantile(0.99, sum(rate(selectHistogram(chatMetrics.poolWait, 'bucket'), window), { by: ['job', 'le'] })),
  ),
} as const;

/** Each chat table. Rows added and rows there differ by those that the mover took away. */
export const tableRecordings = {
  inserted: recording('table:chat_table_inserted_rows:increase1h', increase(select(chatTable.insertedRows), hours(1))),
  capRatio: recording('table:chat_table_rows:cap_ratio', divide(select(chatTable.rows), select(chatTable.capRows))),
  /** Absent while the table does not grow. */
  secondsToCap: recording(
    'table:chat_table_rows:seconds_to_cap',
    divide(
      clampMin(subtract(select(chatTable.capRows), select(chatTable.rows)), 0),
      above(deriv(select(chatTable.rows), hours(1)), 0),
    ),
  ),
} as const;

/** Each machine that is told of. */
export const hostRecordings = {
  /** Share of the processors' time in which they were not idle; what waits for a disk counts as busy. */
  busyRatio: recording(
    'instance:node_cpu_busy:ratio_rate5m',
    subtract(1, avg(rate(select(host.cpu, { mode: 'idle' }), window), { by: ['job', 'instance'] })),
  ),
} as const;

/** What is recorded of the chat, whatever a configuration says. */
const ofTheChat: readonly RecordingGroup[] = [
  { name: 'chat-messages', recordings: Object.values(messageRecordings) },
  { name: 'chat-pool', recordings: Object.values(poolRecordings) },
  { name: 'chat-tables', recordings: Object.values(tableRecordings) },
];

/** Recording rules by group, in the order in which they are written and evaluated. */
export const recordingGroups = (config: Config): readonly RecordingGroup[] => [
  ...ofTheChat,
  { name: 'hosts', recordings: Object.values(hostRecordings) },
  ...shownGroups,
  ...sloRecordingGroups(
    config,
    ofTheChat.flatMap(({ recordings }) => recordings),
  ),
];
