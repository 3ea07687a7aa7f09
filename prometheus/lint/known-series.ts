import type { Metric } from '../../metrics/declare.ts';
import type { Sense } from '../../metrics/promql/node.ts';

/** Labels that a series may have, each with its closed list of values if it has one; `any` where nothing is known of them. */
export type SeriesLabels = ReadonlyMap<string, readonly string[] | undefined> | 'any';

/** What is known of the series of one name. */
export interface SeriesFacts {
  readonly labels: SeriesLabels;
  readonly sense: Sense;
}

/** Series by name. */
export type KnownSeries = ReadonlyMap<string, SeriesFacts>;

/** What every target's series have, and what those of a histogram's buckets have too. */
const ofTarget = [['job', undefined] as const, ['instance', undefined] as const];
const ofBucket = ['le', undefined] as const;

/** What Prometheus stores of alerts, with whatever labels they have. */
const ofAlerts = ['ALERTS', 'ALERTS_FOR_STATE'].map((name) => [name, { labels: 'any', sense: 'gauge' }] as const);

const seriesOf = ({ kind, name, labels }: Metric): (readonly [string, SeriesFacts])[] => {
  const own = Object.entries(labels).map(
    ([label, spec]) => [label, 'values' in spec ? spec.values : undefined] as const,
  );
  const plain = new Map([...own, ...ofTarget]);
  if (kind !== 'histogram') return [[name, { labels: plain, sense: kind === 'counter' ? 'counter' : 'gauge' }]];
  return [
    [`${name}_bucket`, { labels: new Map([...plain, ofBucket]), sense: 'counter' }],
    [`${name}_count`, { labels: plain, sense: 'counter' }],
    [`${name}_sum`, { labels: plain, sense: 'counter' }],
  ];
};

/** The series that declared metrics become in Prometheus, and those that it makes of alerts. */
export const knownSeries = (metrics: readonly Metric[]): KnownSeries =>
  new Map([...metrics.flatMap(seriesOf), ...ofAlerts]);
