import type { Labels, Metric } from '../../metrics/declare.ts';
import { type Matchers, select, selectHistogram } from '../../metrics/promql/selector.ts';

/** The jobs and instances that are chosen at the top of the dashboard. */
const chosen = { job: { variable: 'job' }, instance: { variable: 'instance' } } as const;

/** The series of a metric, of the chosen jobs and instances. */
export const shown = <K extends 'counter' | 'gauge' | 'info', L extends Labels>(
  metric: Metric<K, string, L>,
  matchers?: Matchers<NoInfer<L>>,
) => select(metric, { ...matchers, ...chosen } as Matchers<L>);

/** The buckets of a histogram, of the chosen jobs and instances. */
export const shownBuckets = <L extends Labels>(
  metric: Metric<'histogram', string, L>,
  matchers?: Matchers<NoInfer<L>>,
) => selectHistogram(metric, 'bucket', { ...matchers, ...chosen } as Matchers<L>);

/** The sum of a histogram's observations, of the chosen jobs and instances. */
export const shownSum = <L extends Labels>(metric: Metric<'histogram', string, L>, matchers?: Matchers<NoInfer<L>>) =>
  selectHistogram(metric, 'sum', { ...matchers, ...chosen } as Matchers<L>);
