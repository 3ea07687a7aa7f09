import type { Finding } from '../../config/finding.ts';
import type { Declarations } from '../catalogue.ts';
import type { MetricRule, MetricUnderLint } from './metric-rule.ts';
import { metricUsed } from './metrics/metric-used.ts';

/** Every rule for declarations of metrics, in the order of its findings. */
export const metricRules: readonly MetricRule[] = [metricUsed];

/** Looks for what declared metrics should not have. */
export const lintMetrics = (declarations: readonly Declarations[], used: MetricUnderLint['used']): Finding[] =>
  declarations.flatMap(({ file, metrics }) =>
    metrics.flatMap((metric) =>
      metricRules.flatMap(({ name, find }) =>
        find({ metric, used }).map((message) => ({ file, where: `metric ${metric.name}`, rule: name, message })),
      ),
    ),
  );
