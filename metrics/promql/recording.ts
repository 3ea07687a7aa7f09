import { MetricError } from '../naming.ts';
import type { Selector, Vector } from './vector.ts';

/** A recording rule: an expression computed once and stored under a name. */
export interface Recording<L extends string = string> {
  readonly record: string;
  readonly expr: Vector<'gauge', L>;
}

/**
 * Declares a recording rule.
 * @param record `level:metric:operations`, as Prometheus' conventions name recorded series
 * @throws MetricError for another form of name
 * @see https://prometheus.io/docs/practices/rules/
 */
export const recording = <L extends string>(record: string, expr: Vector<'gauge', L>): Recording<L> => {
  if (!/^[a-z_]+:[a-z][a-z0-9_]*:[a-z0-9_]+$/.test(record)) {
    throw new MetricError(`Recording rule ${record}: name it level:metric:operations, in lower case.`);
  }
  return { record, expr };
};

/** The series that a recording rule stores, with the labels of its expression. */
export const recorded = <L extends string>({ record }: Recording<L>): Selector<'gauge', L> => ({
  sense: 'gauge',
  node: { type: 'selector', name: record, matchers: [] },
});
