import { divide, multiply } from '../../metrics/promql/arithmetic.ts';
import { rateInterval } from '../../metrics/promql/duration.ts';
import { clampMin } from '../../metrics/promql/functions.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { or } from '../../metrics/promql/set.ts';
import { topk } from '../../metrics/promql/topk.ts';
import type { Selector, Vector } from '../../metrics/promql/vector.ts';

/** Growth of a counter per second, over the interval that fits the zoom of the dashboard. */
export const perSecond = <L extends string>(counter: Selector<'counter', L>): Vector<'gauge', L> =>
  rate(counter, rateInterval);

/** How often a counter rose within the minutes that a bar stands for; Prometheus reckons the ends of them. */
export const times = <L extends string>(counter: Selector<'counter', L>): Vector<'gauge', L> =>
  increase(counter, rateInterval);

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

/** The ten highest of series that may be hundreds: more lines than that nobody tells apart. */
export const highest = <L extends string>(vector: Vector<'gauge', L>): Vector<'gauge', L> => topk(10, vector);
