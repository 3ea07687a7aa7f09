import type { Labels, Metric } from '../declare.ts';
import type { Fixed } from './duration.ts';
import type { Sense } from './node.ts';
import { type Matchers, select } from './selector.ts';
import { derived, type Selector, type Vector } from './vector.ts';

type Keeps<Label extends string, L extends string> = Label extends L
  ? unknown
  : { readonly error: `keep the label ${Label}` };

/**
 * The value that a share `q` of the observations does not exceed, from rates of buckets.
 * @param q from 0 to 1
 * @param buckets rate of a histogram's buckets, aggregated by `le` among others
 */
export const histogramQuantile = <L extends string>(
  q: number,
  buckets: Vector<'gauge', L> & Keeps<'le', L>,
): Vector<'gauge', Exclude<L, 'le'>> =>
  derived({ type: 'call', name: 'histogram_quantile', args: [{ type: 'number', value: q }, buckets.node] });

/** Labels that matchers fix to one value. */
type FixedBy<M> = { [K in keyof M & string]: M[K] extends string ? K : never }[keyof M & string];

/** 1 where a metric has no such series. Of its labels only those are there that the matchers fix to one value. */
export const absent = <K extends 'counter' | 'gauge' | 'info', L extends Labels, const M extends Matchers<L>>(
  metric: Metric<K, string, L>,
  matchers: M & { readonly [E in Exclude<keyof M, keyof Matchers<L>>]: never },
): Vector<'gauge', FixedBy<M>> =>
  derived({ type: 'call', name: 'absent', args: [select<K, L>(metric, matchers).node] });

/** Values below `least` become `least`. */
export const clampMin = <L extends string>(vector: Vector<'gauge', L>, least: number): Vector<'gauge', L> =>
  derived({ type: 'call', name: 'clamp_min', args: [vector.node, { type: 'number', value: least }] });

/** The same series some time ago. */
export const before = <S extends Sense, L extends string>(selector: Selector<S, L>, ago: Fixed): Selector<S, L> => ({
  ...selector,
  node: { ...selector.node, offset: ago },
});

/** The same series with one label's value under another name too, as it is called elsewhere. */
export const alsoAs = <L extends string, const F extends L, const T extends string>(
  vector: Vector<'gauge', L>,
  from: F,
  to: T,
): Vector<'gauge', L | T> =>
  derived({
    type: 'call',
    name: 'label_replace',
    args: [vector.node, ...[to, '$1', from, '(.*)'].map((value) => ({ type: 'text', value }) as const)],
  });
