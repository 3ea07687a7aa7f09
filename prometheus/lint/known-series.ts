import type { Metric } from '../../metrics/declare.ts';

/** Labels that a series may have, each with its closed list of values if it has one; `any` where nothing is known of them. */
export type SeriesLabels = ReadonlyMap<string, readonly string[] | undefined> | 'any';

/** Series by name. */
export type KnownSeries = ReadonlyMap<string, SeriesLabels>;

/** What every target's series have, and what those of a histogram's buckets have too. */
const ofTarget = [['job', undefined] as const, ['instance', undefined] as const];
const ofBucket = ['le', undefined] as const;

/** What Prometheus stores of alerts, with whatever labels they have. */
const ofAlerts: readonly (readonly [string, SeriesLabels])[] = [
  ['ALERTS', 'any'],
  ['ALERTS_FOR_STATE', 'any'],
];

const seriesOf = ({ kind, name, labels }: Metric): (readonly [string, SeriesLabels])[] => {
  const own = Object.entries(labels).map(
    ([label, spec]) => [label, 'values' in spec ? spec.values : undefined] as const,
  );
  const plain = new Map([...own, ...ofTarget]);
  if (kind !== 'histogram') return [[name, plain]];
  return [
    [`${name}_bucket`, new Map([...plain, ofBucket])],
    [`${name}_count`, plain],
    [`${name}_sum`, plain],
  ];
};

/** The series that declared metrics become in Prometheus, and those that it makes of alerts. */
export const knownSeries = (metrics: readonly Metric[]): KnownSeries =>
  new Map([...metrics.flatMap(seriesOf), ...ofAlerts]);
