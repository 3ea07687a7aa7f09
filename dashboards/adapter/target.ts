import type { Labels, Metric } from '../../metrics/declare.ts';
import { type Matchers, select, selectHistogram } from '../../metrics/promql/selector.ts';

/** The jobs and instances that are chosen at the top of the dashboard. */
export const chosen = { job: { variable: 'job' }, instance: { variable: 'instance' } } as const;

/** The chosen jobs alone, for what is recorded of all their instances together. */
export const chosenJobs = { job: chosen.job } as const;

/** The series of a metric, of the chosen jobs and instances. */
export const shown = <K extends 'counter' | 'gauge' | 'info', L extends Labels>(
  metric: Metric<K, string, L>,
  matchers?: Matchers<NoInfer<L>>,
) => select(metric, { ...matchers, ...chosen } as Matchers<L>);

/** How many observations a histogram has or their sum, of the chosen jobs and instances. */
export const shownPart = <L extends Labels, P extends 'count' | 'sum'>(
  metric: Metric<'histogram', string, L>,
  part: P,
  matchers?: Matchers<NoInfer<L>>,
) => selectHistogram(metric, part, { ...matchers, ...chosen } as Matchers<L>);
