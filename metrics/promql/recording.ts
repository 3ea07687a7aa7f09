import { MetricError } from '../naming.ts';
import { type Match, matchersOf } from './selector.ts';
import type { Expression, Selector, Vector } from './vector.ts';

/** Labels that a recording rule gives to what it stores, besides those of its expression. */
type Fixed = Readonly<Record<string, string>>;

declare const series: unique symbol;

/** A recording rule: an expression computed once and stored under a name. */
export interface Recording<L extends string = string> {
  readonly record: string;
  readonly expr: Expression;
  /** Several rules may store series of one name, told apart by these. */
  readonly labels: Fixed;
  /** Never there: it tells the labels of what is stored. */
  readonly [series]?: Vector<'gauge', L>;
}

/**
 * Declares a recording rule.
 * @param record `level:metric:operations`, as Prometheus' conventions name recorded series
 * @param labels what the stored series have besides the labels of the expression
 * @throws MetricError for another form of name
 * @see https://prometheus.io/docs/practices/rules/
 */
export const recording = <L extends string, const F extends Fixed = Record<never, never>>(
  record: string,
  { node }: Vector<'gauge', L>,
  labels?: F,
): Recording<L | (keyof F & string)> => {
  if (!/^[a-z_]+:[a-z][a-z0-9_]*:[a-z0-9_]+$/.test(record)) {
    throw new MetricError(`Recording rule ${record}: name it level:metric:operations, in lower case.`);
  }
  return { record, expr: { node }, labels: labels ?? {} };
};

/** The series that a recording rule stores; of several rules under one name, those of all of them that match. */
export const recorded = <L extends string>(
  { record }: Recording<L>,
  matchers: { readonly [K in L]?: Match<string> } = {},
): Selector<'gauge', L> => ({
  sense: 'gauge',
  node: { type: 'selector', name: record, matchers: matchersOf({ ...matchers }) },
});
