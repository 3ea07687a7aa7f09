import { max } from '../../metrics/promql/aggregate.ts';
import { multiply } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { or } from '../../metrics/promql/set.ts';
import type { Vector } from '../../metrics/promql/vector.ts';
import type { Meaning, Words } from './meaning.ts';

/** A state, the word for it, and what it means. */
export type NamedState<S extends string = string> = readonly [state: S, text: string, meaning: Meaning];

/** Words for the places of states in their list, from 1. */
export const wordsOf = (list: readonly NamedState[]): Words =>
  Object.fromEntries(list.map(([, text, meaning], i) => [i + 1, [text, meaning]]));

/**
 * Which of several states is so, as its place in their list, from 1.
 * @param of what is 1 where a state is so and 0 where it is not
 */
export const placeIn = <S extends string, L extends string, const B extends L>(
  [first, ...others]: readonly [NamedState<S>, ...NamedState<S>[]],
  of: (state: S) => Vector<'gauge', L>,
  by: readonly B[],
): Vector<'gauge', B> => {
  const places = others.reduce((all, [state], i) => or<L>(all, multiply<L>(of(state), i + 2)), of(first[0]));
  return above(max(places, { by }), 0);
};
