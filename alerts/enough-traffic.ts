import type { Vector } from '../metrics/promql/vector.ts';
import { type Condition, isAbove } from './condition.ts';
import { both, either } from './joined.ts';
import { type Limit, limit } from './limit.ts';

/** Part of the number from which a 99th percentile counts, from which a median does. */
const few = 0.05;

/** What happened within 5 minutes, and how long half of it took at most, in seconds. */
interface Traffic<L extends string> {
  readonly count: Vector<'gauge', L>;
  readonly median: Vector<'gauge', L>;
}

/**
 * Holds where a 99th percentile above `most` (seconds) is more than one slow one among few: there are more than `many`, or half
 * are slow of more than a twentieth of that.
 */
export const enoughTraffic = <L extends string, N extends string, M extends string>(
  { count, median }: Traffic<L>,
  most: Limit<N>,
  many: Limit<M>,
): Condition<L, N | M | 'fewest'> =>
  either(isAbove(count, many), both(isAbove(median, most), isAbove(count, limit('fewest', many.value * few))));
