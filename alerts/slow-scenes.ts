import type { Labels, LabelValues, Metric } from '../metrics/declare.ts';
import { observedIn } from './histogram-series.ts';
import type { Limit } from './limit.ts';
import { observationsOf, quantileLevels } from './quantile.ts';
import type { Scene } from './scene.ts';
import type { Target } from './series-name.ts';

/** The window over which such alerts count, in seconds. */
const window = 300;

type Limits<N extends string> = N | 'durationCount' | 'fewest';

interface Slow<A extends string, L extends Labels, N extends string> {
  readonly metric: Metric<'histogram', string, L>;
  readonly most: Limit<N>;
  /** Labels of the alert. */
  readonly labels: { readonly [K in A]: string };
  /** Labels of the histogram's series. */
  readonly series: (target: Target) => LabelValues<NoInfer<L>> & Target;
}

/**
 * The scenes of an alert about a 99th percentile that needs enough traffic: one of a hundred is slow among many, and half are
 * slow of few.
 * @throws ConfigError if the buckets of the histogram cannot tell the limit
 */
export const slowScenes = <A extends string, L extends Labels, N extends string>({
  metric,
  most,
  labels,
  series,
}: Slow<A, L, N>): readonly [Scene<A, Limits<N>>, Scene<A, Limits<N>>] => {
  const levels = { [most.name]: quantileLevels(metric, most.name, most.value) } as NonNullable<
    Scene<A, Limits<N>>['levels']
  >;
  /** Observations whose quantile is the value, as many as the limit of their number says. */
  const slow =
    (q: number, count: 'durationCount' | 'fewest', endless: number): Scene<A, Limits<N>>['given'] =>
    (target, course) =>
      observedIn(course, metric, series(target), (values) =>
        observationsOf(metric, {
          q,
          value: values[most.name],
          perSecond: Number(Reflect.get(values, count)) / window,
          endless,
        }),
      );
  return [
    {
      when: 'one of a hundred takes too long',
      labels,
      levels,
      edges: [most.name, 'durationCount'],
      given: slow(0.99, 'durationCount', 0),
    },
    {
      when: 'few are there, and half of them take too long',
      labels,
      levels,
      edges: [most.name, 'fewest'],
      // One of twenty never ends, so that the 99th percentile alone would be too long: what decides is the half.
      value: metric.buckets?.at(-1) ?? 0,
      given: slow(0.5, 'fewest', 1 / 20),
    },
  ];
};
