import type { Sense } from './node.ts';
import { type AnyLabels, derived, type Vector } from './vector.ts';

/** A set operator; without `on` the two sides must have the same labels. */
interface SetOperator {
  <L extends string>(left: Vector<Sense, L>, right: Vector<Sense, NoInfer<L>>): Vector<'gauge', L>;
  <L extends string, R extends string>(
    left: Vector<Sense, L>,
    right: Vector<Sense, R>,
    matching: { readonly on: readonly (L & R)[] },
  ): Vector<'gauge', L>;
}

const set =
  (op: string): SetOperator =>
  (left: AnyLabels, right: AnyLabels, matching?: { readonly on: readonly string[] }) =>
    derived({
      type: 'binary',
      op,
      left: left.node,
      right: right.node,
      ...(matching && { matching: { on: [...matching.on].sort() } }),
    });

/** Series of `left` for which `right` has one too. */
export const and = set('and');

/** Series of `left`, and those of `right` that `left` has not. */
export const or = set('or');

/** Series of `left` for which `right` has none. */
export const unless = set('unless');
