import { derived, type Vector } from './vector.ts';

/** The `k` highest series, with their labels. */
export const topk = <L extends string>(k: number, vector: Vector<'gauge', L>): Vector<'gauge', L> =>
  derived({ type: 'aggregate', op: 'topk', param: k, of: vector.node });
