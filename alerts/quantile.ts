import { ConfigError } from '../config/config-error.ts';
import type { Metric } from '../metrics/declare.ts';
import type { Observed } from './histogram-series.ts';
import { type Levels, tellable } from './scene.ts';

type Histogram = Pick<Metric, 'name' | 'buckets'>;

/** The bounds around a value: those of the bucket that it lies in. */
const bucketOf = ({ buckets = [] }: Histogram, value: number): readonly [lower: number, upper: number] => [
  buckets.findLast((bound) => bound <= value) ?? 0,
  buckets.find((bound) => bound > value) ?? Infinity,
];

/** Observations per second whose quantile is to be a value. */
interface Wanted {
  /** From 0 to 1. */
  readonly q: number;
  readonly value: number;
  readonly perSecond: number;
  /** Share of them that is beyond all bounds. */
  readonly endless?: number;
}

/**
 * Such observations: some in the bucket of the value, where `histogram_quantile` interpolates, the others far below it or beyond
 * all bounds. No more of them are in that bucket than are above the quantile: so a value close to the bucket's end is not
 * reached before a window is full of them, beside whatever good ones it still holds.
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
export const observationsOf = (
  metric: Histogram,
  { q, value, perSecond, endless = 0 }: Wanted,
): readonly Observed[] => {
  const [lower, upper] = bucketOf(metric, value);
  const place = (value - lower) / (upper - lower);
  /** Shares of all. */
  const inBucket = 1 - q - endless;
  const upToValue = place * inBucket;
  return [
    { size: metric.buckets?.[0] ?? 0, perSecond: (q - upToValue) * perSecond },
    { size: upper, perSecond: inBucket * perSecond },
    { size: Infinity, perSecond: (endless + upToValue) * perSecond },
  ];
};

/**
 * Values of a quantile on both sides of a limit.
 * @param threshold its key in the configuration
 * @throws ConfigError if no bucket lies on each side of the limit, so that an alert could not tell them apart
 */
export const quantileLevels = (metric: Histogram, threshold: string, limit: number): Levels => {
  const { name, buckets = [] } = metric;
  const [lowest, highest] = [buckets[0] ?? Infinity, buckets.at(-2) ?? 0];
  if (limit < lowest || limit > highest) {
    throw new ConfigError(
      `thresholds.${threshold} is ${limit}, expected from ${lowest} to ${highest}: the buckets of ${name} tell nothing apart beyond that.`,
    );
  }
  const [, upper] = bucketOf(metric, limit);
  const [, next] = bucketOf(metric, upper);
  const beyond = tellable(limit * 1.01);
  // So near to the end of its bucket that nothing beyond it can be told there.
  const isLast = beyond > upper * (1 - 1e-6);
  return { good: 0, inside: limit * 0.99, beyond: isLast ? tellable(upper + (next - upper) / 100) : beyond };
};
