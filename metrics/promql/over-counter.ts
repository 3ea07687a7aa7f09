import type { Duration } from './duration.ts';
import { derived, type Selector, type Vector } from './vector.ts';

const over =
  (name: string) =>
  <L extends string>(counter: Selector<'counter', L>, window: Duration): Vector<'gauge', L> =>
    derived({ type: 'call', name, args: [{ ...counter.node, range: window }] });

/** Growth per second of a counter over a window, resets allowed for. */
export const rate = over('rate');

/** Growth per second between the last two samples of the window. */
export const irate = over('irate');

/** Growth of a counter over a window, resets allowed for. */
export const increase = over('increase');

/** How often a counter began again within the window. */
export const resets = over('resets');
