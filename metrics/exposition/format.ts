import type { Metric } from '../declare.ts';
import { escapeHelp, escapeLabel } from './escape.ts';

/** How a page is written: Prometheus' text format 0.0.4, or OpenMetrics 1.0. Their lines of samples are the same. */
export type Format = 'text' | 'openmetrics';

/** A peer's counter without `_total` goes out untyped, as the peer sends it: both formats would refuse it as a counter. */
const isUntyped = ({ kind, name, peer }: Metric): boolean =>
  peer !== undefined && kind === 'counter' && !name.endsWith('_total');

const textHead = (metric: Metric): string => {
  const type = isUntyped(metric) ? 'untyped' : metric.kind === 'info' ? 'gauge' : metric.kind;
  return `# HELP ${metric.name} ${escapeHelp(metric.help)}\n# TYPE ${metric.name} ${type}\n`;
};

/**
 * The name that OpenMetrics knows a metric's family by: without what its kind adds. No two families may share it.
 * @see https://github.com/prometheus/OpenMetrics/blob/main/specification/OpenMetrics.md#suffixes
 */
export const openMetricsName = ({ kind, name }: Pick<Metric, 'kind' | 'name'>): string =>
  kind === 'counter' ? name.replace(/_total$/, '') : kind === 'info' ? name.replace(/_info$/, '') : name;

const openMetricsHead = (metric: Metric): string => {
  const name = openMetricsName(metric);
  const unit = metric.kind === 'info' ? undefined : /_(seconds|bytes|ratio)$/.exec(name)?.[1];
  return [
    `# TYPE ${name} ${isUntyped(metric) ? 'unknown' : metric.kind}\n`,
    unit === undefined ? '' : `# UNIT ${name} ${unit}\n`,
    `# HELP ${name} ${escapeLabel(metric.help)}\n`,
  ].join('');
};

/** What stands before a family's samples. */
export const renderHead = (metric: Metric, format: Format): string =>
  format === 'openmetrics' ? openMetricsHead(metric) : textHead(metric);
