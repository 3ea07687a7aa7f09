import { above, below, equals } from '../metrics/promql/compare.ts';
import { vector } from '../metrics/promql/constant.ts';
import type { Vector } from '../metrics/promql/vector.ts';
import type { Limit } from './limit.ts';

/** A limit of a condition, and on which side of it the alert fires. */
export interface Bound<N extends string = string> extends Limit<N> {
  readonly is: '>' | '<' | '==';
}

/** What an alert may be about: an expression that named limits decide. A bare expression is none, nor is one held against a mere number. */
export interface Condition<L extends string, N extends string> extends Vector<'gauge', L> {
  /** In the order in which they are written; the value that the alert tells is held against the first one. */
  readonly bounds: readonly Bound<N>[];
}

/** Takes an expression for a condition: the one place that says so. */
export const decided = <L extends string, N extends string>(
  expr: Vector<'gauge', L>,
  bounds: readonly Bound<N>[],
): Condition<L, N> => ({ ...expr, bounds });

type Compare = <L extends string, N extends string>(value: Vector<'gauge', L>, limit: Limit<N>) => Condition<L, N>;

/** Holds where the value is greater than the limit. */
export const isAbove: Compare = (value, limit) => decided(above(value, limit.value), [{ ...limit, is: '>' }]);

/** Holds where the value is less than the limit. */
export const isBelow: Compare = (value, limit) => decided(below(value, limit.value), [{ ...limit, is: '<' }]);

/** Holds where the value is just this one: a state. */
export const is: Compare = (value, limit) => decided(equals(value, limit.value), [{ ...limit, is: '==' }]);

/** Holds always: for the one alert that calls nobody. */
export const always: Condition<never, never> = decided(vector(1), []);
