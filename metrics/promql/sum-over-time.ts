import type { Duration } from './duration.ts';
import { derived, type Selector, type Vector } from './vector.ts';

/** Sum of a gauge's samples within the window: of what was counted for each part of a time what was counted in all of it. */
export const sumOverTime = <L extends string>(gauge: Selector<'gauge', L>, window: Duration): Vector<'gauge', L> =>
  derived({ type: 'call', name: 'sum_over_time', args: [{ ...gauge.node, range: window }] });
