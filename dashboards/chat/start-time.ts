import { chatMetrics, nodeMetrics } from '../../app/metrics.ts';
import { max } from '../../metrics/promql/aggregate.ts';
import { and } from '../../metrics/promql/set.ts';
import { shown } from '../adapter/target.ts';

/**
 * When each instance of the app started. Every Prometheus client exposes this metric under the same name, so it is
 * restricted to those that have the app's build.
 */
export const startTime = max(and(shown(nodeMetrics.startTime), shown(chatMetrics.build), { on: ['job', 'instance'] }), {
  by: ['instance'],
});
