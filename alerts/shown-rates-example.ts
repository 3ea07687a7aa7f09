import type { Labels, Metric } from '../metrics/declare.ts';
import { hours, minutes } from '../metrics/promql/duration.ts';
import { barLength, jobBucketRate, jobRate, jobTimes } from '../prometheus/job-rates.ts';
import { shownCounters, shownHistograms, shownTimes } from '../prometheus/shown-rates.ts';
import { observations } from './histogram-series.ts';
import type { RecordingExample } from './recording-examples.ts';
import { rising, series } from './series.ts';

const time = hours(2);
const [one, other] = [{ job: 'chat', instance: 'a' } as const, { job: 'chat', instance: 'b' } as const];

/** For each label a value that it may have. */
const someOf = (labels: Labels): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(labels).map(([label, spec]) => [label, 'values' in spec ? (spec.values[0] ?? '') : 'some']),
  );

const growing = (metric: Metric<'counter'>) => {
  const labels = someOf(metric.labels);
  return [
    series(metric, { ...labels, ...one }, rising(1, time)),
    series(metric, { ...labels, ...other }, rising(2, time)),
  ];
};

const together = (metric: Metric<'counter'>, value: number) => [
  { labels: { job: 'chat', ...someOf(metric.labels) }, value },
];

const ofHistogram = (metric: Metric<'histogram'>) => {
  const labels = someOf(metric.labels);
  const bounds = [...(metric.buckets ?? []), Infinity];
  const [, size = 0] = bounds;
  return {
    given: [
      ...observations(metric, { ...labels, ...one }, time, { size, perSecond: 1 }),
      ...observations(metric, { ...labels, ...other }, time, { size, perSecond: 2 }),
    ],
    stored: [
      jobBucketRate(metric).record,
      bounds.map((bound) => ({
        labels: { job: 'chat', le: bound === Infinity ? '+Inf' : String(bound), ...labels },
        value: bound >= size ? 3 : 0,
      })),
    ] as const,
  };
};

const histograms = shownHistograms.map(ofHistogram);

/** Two instances, one of which counts twice as much as the other. */
export const shownRatesExample: RecordingExample = {
  name: 'of what panels show of two instances',
  given: [
    ...[...new Set([...shownCounters, ...shownTimes])].flatMap(growing),
    ...histograms.flatMap(({ given }) => given),
  ],
  at: hours(1).seconds,
  step: minutes(1).seconds,
  stored: Object.fromEntries([
    ...shownCounters.map((metric) => [jobRate(metric).record, together(metric, 3)]),
    ...shownTimes.map((metric) => [jobTimes(metric).record, together(metric, 3 * barLength.seconds)]),
    ...histograms.map(({ stored }) => stored),
  ]),
};
