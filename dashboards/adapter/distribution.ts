import type { Labels, Metric } from '../../metrics/declare.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { above, atLeast } from '../../metrics/promql/compare.ts';
import { histogramQuantile } from '../../metrics/promql/functions.ts';
import type { Vector } from '../../metrics/promql/vector.ts';
import { perSecond } from './expressions.ts';
import { bucketRates } from './job-rates.ts';
import { type Query, query } from './query.ts';
import { shownPart } from './target.ts';

/** Nothing in place of NaN, which the quantile of no observations is: no comparison lets it through. */
export const observed = <L extends string>(quantiles: Vector<'gauge', L>): Vector<'gauge', L> => atLeast(quantiles, 0);

/**
 * The value that a share `q` of a histogram's observations does not exceed, all its series together; nothing while
 * there are no observations.
 * @param q from 0 to 1
 */
export const quantile = <L extends Labels>(q: number, metric: Metric<'histogram', string, L>): Vector<'gauge', never> =>
  observed(histogramQuantile(q, sum(bucketRates(metric), { by: ['le'] })));

/** The mean of a histogram's observations, all its series together; nothing while there are no observations. */
export const mean = <L extends Labels>(metric: Metric<'histogram', string, L>): Vector<'gauge', never> =>
  divide(sum(perSecond(shownPart(metric, 'sum'))), above(sum(perSecond(shownPart(metric, 'count'))), 0));

/** Half, 95 and 99 in a hundred of a histogram's observations. */
export const percentiles = <L extends Labels>(metric: Metric<'histogram', string, L>): [Query, Query, Query] => [
  query(quantile(0.5, metric), 'half below', { colour: 'light' }),
  query(quantile(0.95, metric), '95 % below', { colour: 'middle' }),
  query(quantile(0.99, metric), '99 % below', { colour: 'strong' }),
];
