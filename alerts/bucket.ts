import { ConfigError } from '../config/config-error.ts';
import type { Metric } from '../metrics/declare.ts';

/** Sizes of observations on both sides of a threshold, as a histogram can tell them apart. */
interface Sizes {
  /** The largest whose 99th percentile is not above the threshold. */
  readonly fine: number;
  /** One whose 99th percentile is above the threshold. */
  readonly slow: number;
  /** What `histogram_quantile(0.99, …)` makes of nothing but slow ones: it interpolates within their bucket. */
  readonly slowP99: number;
}

/**
 * Observations that are just fine and too slow for a threshold of the 99th percentile.
 * @param threshold its key in the configuration
 * @throws ConfigError if no bucket lies on each side of the threshold, so that an alert could not tell them apart
 * @see https://prometheus.io/docs/prometheus/latest/querying/functions/#histogram_quantile
 */
export const sizesAround = ({ name, buckets = [] }: Metric, threshold: string, value: number): Sizes => {
  const fine = buckets.findLast((bound) => bound <= value);
  const [lower, slow] = buckets.filter((bound) => bound >= value);
  if (fine === undefined || lower === undefined || slow === undefined) {
    throw new ConfigError(
      `thresholds.${threshold} is ${value}, expected from ${buckets[0]} to ${buckets.at(-2)}: the buckets of ${name} tell nothing apart beyond that.`,
    );
  }
  return { fine, slow, slowP99: lower + 0.99 * (slow - lower) };
};
