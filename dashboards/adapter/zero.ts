import type { Metric } from '../../metrics/declare.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { multiply } from '../../metrics/promql/arithmetic.ts';
import { or } from '../../metrics/promql/set.ts';
import type { Vector } from '../../metrics/promql/vector.ts';
import { shown } from './target.ts';

/**
 * Zero where there are no series, yet a target exposes `sign`: nothing has happened, or nothing is counted. Where no target does
 * it stays nothing: unknown is not zero.
 */
export const zeroWhere = (sign: Metric<'gauge' | 'info'>, vector: Vector<'gauge', never>): Vector<'gauge', never> =>
  or(vector, multiply(sum(shown(sign)), 0));
