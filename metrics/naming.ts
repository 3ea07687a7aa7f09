import type { Metric } from './declare.ts';

/** A metric that Prometheus' conventions, or its text format, do not allow. */
export class MetricError extends Error {
  override name = 'MetricError';
}

/** Suffixes that the functions of declare.ts add, or that histograms and summaries reserve. */
const reserved = /_(total|info|count|sum|bucket|created)$/;

/** Units that are not base units, or abbreviate one. */
const notBase =
  /_(ms|us|ns|sec|secs|milliseconds|microseconds|nanoseconds|minutes|hours|days|kb|mb|gb|kilobytes|megabytes|gigabytes|percent|percentage)(_|$)/;

/** Labels that Prometheus adds to each target, and those with a meaning of their own. */
const targetLabels: readonly string[] = ['job', 'instance', 'le', 'quantile'];

/** The name without what kind and unit add to it. */
const baseOf = ({ kind, name }: Metric): string =>
  kind === 'counter' ? name.replace(/_total$/, '') : kind === 'info' ? name.replace(/_info$/, '') : name;

const faultOf = (metric: Metric): string | undefined => {
  const { name, help, labels, buckets, peer } = metric;
  if (!/^[a-zA-Z_][a-zA-Z0-9_]*$/.test(name))
    return 'a name has letters, digits and underscores, and begins with a letter';
  if (!/\S\.$/.test(help)) return 'its help must be a sentence that ends with a full stop';
  if (!peer) {
    if (!/^[a-z][a-z0-9_]*$/.test(name)) return 'a name is lower-case';
    if (/__/.test(name)) return 'a name has no double underscore';
    if (reserved.test(baseOf(metric))) return 'leave the suffix out of the name: its kind adds it';
    if (notBase.test(name)) return 'use a base unit: seconds, bytes or ratio';
    if (/_(seconds|bytes|ratio)_(seconds|bytes|ratio)(_|$)/.test(name))
      return 'leave the unit out of the name: the declaration adds it';
  }
  for (const [label, spec] of Object.entries(labels)) {
    if (!/^[a-z][a-z0-9_]*$/.test(label)) return `label ${label} must be lower-case letters, digits and underscores`;
    if (targetLabels.includes(label)) return `label ${label} is reserved: Prometheus or the text format sets it`;
    if (label === 'service') return 'label service clashes with service discovery; say service_name';
    if ('values' in spec && new Set(spec.values).size !== spec.values.length)
      return `label ${label} lists a value twice`;
    if ('atMost' in spec && !(Number.isInteger(spec.atMost) && spec.atMost > 0))
      return `label ${label} needs a whole number of values above 0`;
  }
  if (buckets && !buckets.every((bound, i) => Number.isFinite(bound) && (i === 0 || bound > Number(buckets[i - 1])))) {
    return 'its buckets must ascend, without +Inf';
  }
  if (buckets?.length === 0) return 'it needs at least one bucket';
  return undefined;
};

/**
 * Refuses a declaration that breaks Prometheus' conventions.
 * @throws MetricError naming the metric and what to change
 * @see https://prometheus.io/docs/practices/naming/
 */
export const checkDeclaration = (metric: Metric): void => {
  const fault = faultOf(metric);
  if (fault) throw new MetricError(`Metric ${metric.name}: ${fault}.`);
};
