import type { LintRule } from '../../config/lint-rule.ts';
import type { Metric } from '../../metrics/declare.ts';

/** A declared metric among those who may use it. */
export interface MetricUnderLint {
  readonly metric: Metric;
  /** Names of the series that panels, rules, alerts and runbooks read. */
  readonly used: ReadonlySet<string>;
}

/** Looks at one declaration. In its examples, used are `shop_orders_total` and `shop_wait_seconds_bucket`. */
export type MetricRule = LintRule<MetricUnderLint, Metric>;
