import type { Node, Sense } from './node.ts';

declare const labels: unique symbol;

/** Any expression, whatever its labels: what rules and panels take. */
export interface Expression {
  readonly node: Node;
}

/**
 * An expression that gives one value per series.
 * `S` says whether the values are a counter's own, of which only rate() and its like make sense; `L` are the labels that
 * the series have, neither more nor fewer.
 */
export interface Vector<S extends Sense, L extends string> extends Expression {
  readonly sense: S;
  /** Never there: it makes two vectors with different labels different types. */
  readonly [labels]?: (label: L) => L;
}

/** A vector that a range may follow: it selects stored series, as rate() and its like demand. */
export interface Selector<S extends Sense, L extends string> extends Vector<S, L> {
  readonly node: Extract<Node, { type: 'selector' }>;
}

/** A vector whose labels do not matter to the one who takes it, or are stated by the type of the one who gives it. */
export type AnyLabels<S extends Sense = Sense> = Pick<Vector<S, never>, 'node' | 'sense'>;

/** A derived vector around a node; its labels are the caller's to state. */
export const derived = (node: Node): AnyLabels<'gauge'> => ({ node, sense: 'gauge' });

/** The node of an operand, a number standing for itself. */
export const nodeOf = (operand: Expression | number): Node =>
  typeof operand === 'number' ? { type: 'number', value: operand } : operand.node;
