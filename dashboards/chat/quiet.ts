import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { multiply } from '../../metrics/promql/arithmetic.ts';
import { or } from '../../metrics/promql/set.ts';
import type { Vector } from '../../metrics/promql/vector.ts';
import { shown } from '../adapter/target.ts';

/**
 * Zero where the app answers but the series do not exist yet, as before the first message in a room.
 * Where the app does not answer it stays nothing: unknown is not zero.
 */
export const zeroIfQuiet = (vector: Vector<'gauge', never>): Vector<'gauge', never> =>
  or(vector, multiply(sum(shown(chatMetrics.workers)), 0));
