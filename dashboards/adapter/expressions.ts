import type { Labels, Metric } from '../../metrics/declare.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide, multiply } from '../../metrics/promql/arithmetic.ts';
import { atLeast } from '../../metrics/promql/compare.ts';
import { rateInterval } from '../../metrics/promql/duration.ts';
import { clampMin, histogramQuantile } from '../../metrics/promql/functions.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { or } from '../../metrics/promql/set.ts';
import type { Selector, Vector } from '../../metrics/promql/vector.ts';
import { type Query, query } from './query.ts';
import { shownBuckets } from './target.ts';

/** Growth of a counter per second, over the interval that fits the zoom of the dashboard. */
export const perSecond = <L extends string>(counter: Selector<'counter', L>): Vector<'gauge', L> =>
  rate(counter, rateInterval);

/** Below any rate that a counter can show, and above zero. */
const tiny = 1e-9;

/**
 * Share of `part` in `whole`, two rates of which one contains the other. It is 0 where both are zero, and where the
 * series of `part` do not exist yet.
 */
export const share = <L extends string>(
  part: Vector<'gauge', L>,
  whole: Vector<'gauge', NoInfer<L>>,
): Vector<'gauge', L> => divide<L>(or<L>(part, multiply(whole, 0)), clampMin(whole, tiny));

/** Nothing in place of NaN, which the quantile of no observations is: no comparison lets it through. */
export const observed = <L extends string>(quantiles: Vector<'gauge', L>): Vector<'gauge', L> => atLeast(quantiles, 0);

/**
 * The value that a share `q` of a histogram's observations does not exceed, all its series together; nothing while
 * there are no observations.
 * @param q from 0 to 1
 */
export const quantile = <L extends Labels>(q: number, metric: Metric<'histogram', string, L>): Vector<'gauge', never> =>
  observed(histogramQuantile(q, sum(perSecond(shownBuckets(metric)), { by: ['le'] })));

/** Half, 95 and 99 in a hundred of a histogram's observations. */
export const percentiles = <L extends Labels>(metric: Metric<'histogram', string, L>): [Query, Query, Query] => [
  query(quantile(0.5, metric), 'half below'),
  query(quantile(0.95, metric), '95 % below'),
  query(quantile(0.99, metric), '99 % below'),
];
