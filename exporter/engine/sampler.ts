import type { Labels, Metric } from '../../metrics/declare.ts';
import type { Emit, Sample } from '../../metrics/samples.ts';
import { CollectorError } from './collector.ts';

/** Takes the samples of one collection, and keeps it to what was declared. */
export interface Sampler {
  readonly emit: Emit;
  readonly samples: readonly Sample[];
  /** Samples left out so far because a label had more values than its bound. */
  readonly dropped: () => number;
}

/**
 * Makes the sampler of one collection.
 * Its `emit` throws a CollectorError for a metric that is not one of `families`, for labels other than the declared ones, and
 * for a series given twice: Prometheus would refuse the whole page for it.
 */
export const makeSampler = (families: readonly Metric[]): Sampler => {
  const declared = new Set<Metric>(families);
  const samples: Sample[] = [];
  const series = new Set<string>();
  const seen = new Map<string, Set<string>>();
  let dropped = 0;

  /** Whether the value is within the label's bound; the values that come first stay. */
  const fits = (metric: Metric, label: string, atMost: number, value: string): boolean => {
    const key = `${metric.name}/${label}`;
    const values = seen.get(key) ?? new Set<string>();
    seen.set(key, values);
    if (values.size < atMost) values.add(value);
    return values.has(value);
  };

  const emit = (metric: Metric<'counter' | 'gauge' | 'info'>, labels: Record<string, string>, value: number) => {
    if (!declared.has(metric)) throw new CollectorError(`${metric.name} is not among the collector's families.`);
    checkLabels(metric.name, metric.labels, labels);
    const id = JSON.stringify([metric.name, ...Object.keys(metric.labels).map((label) => labels[label])]);
    if (series.has(id)) throw new CollectorError(`${metric.name} was given twice with the labels ${id}.`);
    series.add(id);
    const fit = Object.entries(metric.labels).every(
      ([label, spec]) => 'values' in spec || fits(metric, label, spec.atMost, labels[label] ?? ''),
    );
    if (fit) samples.push({ metric, labels, value });
    else dropped += 1;
  };
  return { emit, samples, dropped: () => dropped };
};

const checkLabels = (name: string, declared: Labels, given: Readonly<Record<string, string>>): void => {
  for (const label of Object.keys(given)) {
    if (!(label in declared)) throw new CollectorError(`${name} has no label ${label}.`);
  }
  for (const [label, spec] of Object.entries(declared)) {
    const value = given[label];
    if (value === undefined) throw new CollectorError(`${name} needs a value of label ${label}.`);
    if ('values' in spec && !spec.values.includes(value)) {
      throw new CollectorError(`${name} has no value ${JSON.stringify(value)} of label ${label}.`);
    }
  }
};
