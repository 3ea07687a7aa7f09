import type { Fixed } from './duration.ts';
import type { Sense } from './node.ts';
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

/** 1 where a selector finds nothing. Of its labels only those survive that the selector fixes with `=`: name them. */
export const absent = <L extends string, const K extends L = never>(
  selector: Selector<Sense, L>,
  ..._fixed: readonly K[]
): Vector<'gauge', K> => derived({ type: 'call', name: 'absent', args: [selector.node] });

/** Values below `least` become `least`. */
export const clampMin = <L extends string>(vector: Vector<Sense, L>, least: number): Vector<'gauge', L> =>
  derived({ type: 'call', name: 'clamp_min', args: [vector.node, { type: 'number', value: least }] });

/** The same series some time ago. */
export const before = <S extends Sense, L extends string>(selector: Selector<S, L>, ago: Fixed): Selector<S, L> => ({
  ...selector,
  node: { ...selector.node, offset: ago },
});
