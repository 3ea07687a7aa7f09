import type { Duration, Fixed } from './duration.ts';
import { derived, type Selector, type Vector } from './vector.ts';

const over =
  (name: string) =>
  <L extends string>(gauge: Selector<'gauge', L>, window: Duration): Vector<'gauge', L> =>
    derived({ type: 'call', name, args: [{ ...gauge.node, range: window }] });

/** Mean of a gauge's samples within the window. */
export const avgOverTime = over('avg_over_time');

/** Highest of a gauge's samples within the window. */
export const maxOverTime = over('max_over_time');

/** How often a gauge took another value within the window. */
export const changes = over('changes');

/** Change per second of a gauge over a window, by linear regression. */
export const deriv = over('deriv');

/** Where a gauge will be after `ahead`, if it goes on as it did within the window. */
export const predictLinear = <L extends string>(
  gauge: Selector<'gauge', L>,
  window: Duration,
  ahead: Fixed,
): Vector<'gauge', L> =>
  derived({
    type: 'call',
    name: 'predict_linear',
    args: [
      { ...gauge.node, range: window },
      { type: 'number', value: ahead.seconds },
    ],
  });
