import { type AnyLabels, derived, type Vector } from './vector.ts';

/** Both sides must have the same labels. */
type Same = <L extends string>(left: Vector<'gauge', L>, right: Vector<'gauge', NoInfer<L>>) => Vector<'gauge', L>;

/** A set operator that only leaves series of `left` out; without `on` the two sides must have the same labels. */
interface Filter {
  <L extends string>(left: Vector<'gauge', L>, right: Vector<'gauge', NoInfer<L>>): Vector<'gauge', L>;
  <L extends string, R extends string>(
    left: Vector<'gauge', L>,
    right: Vector<'gauge', R>,
    matching: { readonly on: readonly (L & R)[] },
  ): Vector<'gauge', L>;
}

const set =
  (op: string): Filter =>
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

/** Series of `left`, and those of `right` that `left` has not: with the same labels, for nobody could tell which are there. */
export const or: Same = set('or');

/** Series of `left` for which `right` has none. */
export const unless = set('unless');
