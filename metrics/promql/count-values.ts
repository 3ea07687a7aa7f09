import { type AnyLabels, derived, type Vector } from './vector.ts';

/** How many series have each value, the value as text in `label`: to count how many different ones there are. */
export const countValues = <const B extends string>(label: B, vector: AnyLabels<'gauge'>): Vector<'gauge', B> =>
  derived({ type: 'aggregate', op: 'count_values', param: label, of: vector.node });
