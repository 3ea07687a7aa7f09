import type { Config } from '../config/load-config.ts';
import { above } from '../metrics/promql/compare.ts';
import { and, or } from '../metrics/promql/set.ts';
import type { Vector } from '../metrics/promql/vector.ts';

/** Part of the number from which a 99th percentile counts, from which a median does. */
const few = 0.05;

/** What happened within 5 minutes, and how long half of it took at most, in seconds. */
interface Traffic<L extends string> {
  readonly count: Vector<'gauge', L>;
  readonly median: Vector<'gauge', L>;
}

/** Holds where a 99th percentile above `limit` (seconds) is more than one slow one among few: there are many, or half are slow. */
export const enoughTraffic = <L extends string>(
  { count, median }: Traffic<L>,
  limit: number,
  { durationCount }: Config['thresholds'],
): Vector<'gauge', L> =>
  or<L>(above(count, durationCount), and<L>(above(median, limit), above(count, durationCount * few)));

/** Observations a second that are more than enough, however few may count. */
export const plenty = ({ durationCount }: Config['thresholds']): number => 2 + durationCount / 100;

/** Observations a second of which one alone would be the 99th percentile: half of those that count. */
export const sparse = ({ durationCount }: Config['thresholds']): number => durationCount / 2 / 300;
