import { chatMetrics } from '../app/metrics.ts';
import type { Config } from '../config/load-config.ts';
import { chatTable } from '../exporter/chat-tables/families.ts';
import { host } from '../exporter/host/families.ts';
import { swarmServices } from '../exporter/swarm/families.ts';
import { hours, minutes } from '../metrics/promql/duration.ts';
import { print } from '../metrics/promql/print.ts';
import { hostRecordings, messageRecordings, poolRecordings, tableRecordings } from '../prometheus/recording-rules.ts';
import { sloSeries } from '../prometheus/slo-series.ts';
import { type SloWindow, sloWindows } from '../prometheus/slo-windows.ts';
import { errorBudget, type Slo, slosOf } from '../prometheus/slos.ts';
import { serviceName } from './commands/manager.ts';
import { observations } from './histogram-series.ts';
import { replicasNeeded } from './replicas-needed.ts';
import { type InputSeries, rising, series, steady } from './series.ts';
import { shownRatesExample } from './shown-rates-example.ts';
import { sloEvents } from './slo-series.ts';

/** One sample of what a rule stores. */
interface Sample {
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** A history of series, and what the recording rules make of it in the end. */
export interface RecordingExample {
  readonly name: string;
  readonly given: readonly InputSeries[];
  /** Seconds since the first scrape, and from evaluation to evaluation. */
  readonly at: number;
  readonly step: number;
  /** Samples by the expression that selects them. */
  readonly stored: Readonly<Record<string, readonly Sample[]>>;
}

/** What each of some recordings stores: none may be left out. */
type StoredOf<R> = { readonly [K in keyof R]: readonly Sample[] };

const byRecord = <R extends Readonly<Record<string, { readonly record: string }>>>(
  recordings: R,
  stored: StoredOf<R>,
): RecordingExample['stored'] =>
  Object.fromEntries(Object.entries(recordings).map(([key, { record }]) => [record, stored[key] ?? []]));

const chat = { job: 'chat', instance: 'a' } as const;
const other = { job: 'chat', instance: 'b' } as const;
const table = { job: 'exporter', instance: 'e', table: 'chatlogs' } as const;
const time = hours(2);

const ofJob = (value: number): readonly Sample[] => [{ labels: { job: 'chat' }, value }];
const ofTable = (value: number): readonly Sample[] => [{ labels: table, value }];

/** Two replicas, one of which fails a quarter of its messages, and a table of 4400 rows that takes one more each second. */
const chatExample: RecordingExample = {
  name: 'of two replicas and a table',
  given: [
    series(chatMetrics.messages, { ...chat, room: 'I', outcome: 'stored' }, rising(3, time)),
    series(chatMetrics.messages, { ...chat, room: 'I', outcome: 'failed' }, rising(1, time)),
    series(chatMetrics.messages, { ...other, room: 'E', outcome: 'stored' }, rising(3, time)),
    series(chatMetrics.messages, { ...chat, room: 'E', outcome: 'blocked' }, rising(0.5, time)),
    series(chatMetrics.messages, { ...other, room: 'E', outcome: 'blocked' }, rising(0.5, time)),
    ...observations(chatMetrics.messageDuration, chat, time, { size: 0.05, perSecond: 1 }),
    ...observations(chatMetrics.messageDuration, other, time, { size: 0.05, perSecond: 2 }),
    ...observations(chatMetrics.poolWait, chat, time, { size: 0.01, perSecond: 1 }),
    series(chatTable.insertedRows, table, rising(2, time)),
    series(chatTable.rows, table, rising(1, time, 800)),
    series(chatTable.capRows, table, steady(10_000, time)),
  ],
  at: hours(1).seconds,
  step: minutes(1).seconds,
  stored: {
    ...byRecord(messageRecordings, {
      rate: ofJob(8),
      failedRate: ofJob(1),
      blockedRate: [{ labels: { job: 'chat', room: 'E' }, value: 1 }],
      instanceDurations: [...(chatMetrics.messageDuration.buckets ?? []), Infinity].flatMap((bound) => [
        { labels: { ...chat, le: bound === Infinity ? '+Inf' : String(bound) }, value: bound >= 0.05 ? 1 : 0 },
        { labels: { ...other, le: bound === Infinity ? '+Inf' : String(bound) }, value: bound >= 0.05 ? 2 : 0 },
      ]),
      durations: [...(chatMetrics.messageDuration.buckets ?? []), Infinity].map((bound) => ({
        labels: { job: 'chat', le: bound === Infinity ? '+Inf' : String(bound) },
        value: bound >= 0.05 ? 3 : 0,
      })),
      errorRatio: ofJob(1 / 8),
      durationP50: ofJob(0.025 + 0.5 * 0.025),
      durationP99: ofJob(0.025 + 0.99 * 0.025),
      instanceP99: [chat, other].map((labels) => ({ labels, value: 0.025 + 0.99 * 0.025 })),
    }),
    ...byRecord(poolRecordings, { waitP99: ofJob(0.005 + 0.99 * 0.005) }),
    ...byRecord(tableRecordings, { inserted: ofTable(7200), capRatio: ofTable(0.44), secondsToCap: ofTable(5600) }),
  },
};

const machine = { job: 'agent', instance: 'm', mode: 'idle' } as const;

/** A machine of two processors, which are idle for a tenth of their time, and three replicas that would be well at six tenths. */
const hostExample = (config: Config): RecordingExample => ({
  name: 'of a busy machine',
  given: [
    series(host.cpu, { ...machine, cpu: '0' }, rising(0, time)),
    series(host.cpu, { ...machine, cpu: '1' }, rising(0.2, time)),
    series(host.cpu, { ...machine, cpu: '0', mode: 'user' }, rising(1, time)),
    series(
      swarmServices.desired,
      {
        job: 'exporter',
        instance: 'e',
        service_name: serviceName(config, 'app'),
        stack: 'chat',
        mode: 'replicated',
      },
      steady(3, time),
    ),
  ],
  at: hours(1).seconds,
  step: minutes(1).seconds,
  stored: {
    ...byRecord(hostRecordings, { busyRatio: [{ labels: { job: 'agent', instance: 'm' }, value: 0.9 }] }),
    // What a runbook reckons from it.
    [print(replicasNeeded(config))]: [{ labels: {}, value: 5 }],
  },
});

/** Events of an objective per second. */
const events = 100;

/** An objective that half of its budget is spent of, all the time. */
const sloExample = (slo: Slo): RecordingExample => {
  const budget = errorBudget(slo.objective);
  const burn = 0.5;
  const bad = events * budget * burn;
  const own = (value: number): readonly Sample[] => [{ labels: { job: 'chat', slo: slo.name }, value }];
  const windows = Object.keys(sloWindows) as SloWindow[];
  const matcher = `{slo="${slo.name}"}`;
  const inWindow = (window: SloWindow) => [
    [sloSeries.events(window), own(events)] as const,
    [sloSeries.bad(window), own(bad)] as const,
    [sloSeries.ratio(window), own(budget * burn)] as const,
    [sloSeries.burn(window), own(burn)] as const,
  ];
  const stored = [
    ...windows.flatMap(inWindow),
    [sloSeries.objective(), own(slo.objective)] as const,
    [sloSeries.budget(), own(budget)] as const,
    [sloSeries.remaining(), own(1 - burn)] as const,
  ];
  return {
    name: `of objective ${slo.name}`,
    given: sloEvents(slo, chat, {
      bad: rising(bad, time),
      rest: rising(events - bad, time),
      all: rising(events, time),
    }),
    // What is stored are means: of days they are the same as of an hour.
    at: hours(1).seconds,
    step: minutes(5).seconds,
    stored: Object.fromEntries(stored.map(([{ node }, samples]) => [`${node.name}${matcher}`, samples])),
  };
};

/** An example for every recording rule of a configuration. */
export const recordingExamples = (config: Config): readonly RecordingExample[] => [
  chatExample,
  hostExample(config),
  shownRatesExample,
  ...slosOf(config).map(sloExample),
];
