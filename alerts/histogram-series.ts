import type { Labels, LabelValues, Metric } from '../metrics/declare.ts';
import type { Fixed } from '../metrics/promql/duration.ts';
import type { Course, Values } from './course.ts';
import { type InputSeries, rising, type Samples, steady } from './series.ts';
import { named, type Target } from './series-name.ts';

/** Observations of one size, in the unit of their metric, at an even pace. */
export interface Observed {
  readonly size: number;
  readonly perSecond: number;
}

/** The bucket series of a histogram, and that of the count; `upTo` gives the observations that are no larger than a bound. */
const histogram = <L extends Labels>(
  metric: Metric<'histogram', string, L>,
  labels: LabelValues<NoInfer<L>> & Target,
  upTo: (bound: number) => Samples,
): InputSeries[] => [
  ...[...(metric.buckets ?? []), Infinity].map((bound) => ({
    metric,
    series: named(`${metric.name}_bucket`, { ...labels, le: bound === Infinity ? '+Inf' : String(bound) }),
    values: upTo(bound),
  })),
  { metric, series: named(`${metric.name}_count`, labels), values: upTo(Infinity) },
];

const pace = (all: readonly Observed[], bound: number): number =>
  all.reduce((sum, { size, perSecond }) => (bound >= size ? sum + perSecond : sum), 0);

/** A histogram into which the same observations fall all the time. */
export const observations = <L extends Labels>(
  metric: Metric<'histogram', string, L>,
  labels: LabelValues<NoInfer<L>> & Target,
  lasting: Fixed,
  ...all: readonly [Observed, ...Observed[]]
): InputSeries[] =>
  histogram(metric, labels, (bound) => {
    const perSecond = pace(all, bound);
    return perSecond > 0 ? rising(perSecond, lasting) : steady(0, lasting);
  });

/** A histogram into which observations fall as a course makes them. */
export const observedIn = <L extends Labels, N extends string>(
  course: Course<N>,
  metric: Metric<'histogram', string, L>,
  labels: LabelValues<NoInfer<L>> & Target,
  of: (values: Values<N>) => readonly Observed[],
): InputSeries[] => histogram(metric, labels, (bound) => course.counter((values) => pace(of(values), bound)));

/** What the observations of a histogram come to together. */
export const sumOf = <L extends Labels>(
  metric: Metric<'histogram', string, L>,
  labels: LabelValues<NoInfer<L>> & Target,
  values: Samples,
): InputSeries => ({ metric, series: named(`${metric.name}_sum`, labels), values });
