import type { Matching } from './node.ts';
import { derived, type Expression, nodeOf, type Vector } from './vector.ts';

/**
 * An operator between two vectors or a vector and a number. Two vectors must have the same labels, or say by `on` which
 * ones pair them; the result then has those, and with `group: 'left'` or `'right'` all of that side's.
 */
export interface Binary {
  <L extends string>(left: Vector<'gauge', L>, right: number | Vector<'gauge', NoInfer<L>>): Vector<'gauge', L>;
  <R extends string>(left: number, right: Vector<'gauge', R>): Vector<'gauge', R>;
  <L extends string, R extends string, const O extends L & R>(
    left: Vector<'gauge', L>,
    right: Vector<'gauge', R>,
    matching: { readonly on: readonly O[] },
  ): Vector<'gauge', O>;
  <L extends string, R extends string, const O extends L & R, const I extends R = never>(
    left: Vector<'gauge', L>,
    right: Vector<'gauge', R>,
    matching: { readonly on: readonly O[]; readonly group: 'left'; readonly include?: readonly I[] },
  ): Vector<'gauge', L | I>;
  <L extends string, R extends string, const O extends L & R, const I extends L = never>(
    left: Vector<'gauge', L>,
    right: Vector<'gauge', R>,
    matching: { readonly on: readonly O[]; readonly group: 'right'; readonly include?: readonly I[] },
  ): Vector<'gauge', R | I>;
}

interface MatchingInput {
  readonly on: readonly string[];
  readonly group?: 'left' | 'right';
  readonly include?: readonly string[];
}

const matchingOf = ({ on, group, include = [] }: MatchingInput): Matching => ({
  on: [...on].sort(),
  ...(group && { group: { side: group, include: [...include].sort() } }),
});

/** Makes the builder of one binary operator. */
export const binary =
  (op: string): Binary =>
  (left: Expression | number, right: Expression | number, matching?: MatchingInput) =>
    derived({
      type: 'binary',
      op,
      left: nodeOf(left),
      right: nodeOf(right),
      ...(matching && { matching: matchingOf(matching) }),
    });
