import type { Expression, Vector } from '../../metrics/promql/vector.ts';

/** One expression of a panel and the name of each of its series, where `{{label}}` stands for the label's value. */
export interface Query {
  readonly expr: Expression;
  readonly legend: string;
}

type Mentioned<S extends string> = S extends `${string}{{${infer Label}}}${infer Rest}`
  ? Label | Mentioned<Rest>
  : never;

/** A query of a panel. A legend that mentions a label which the series have not does not compile. */
export const query = <L extends string, const S extends string>(
  expr: Vector<'gauge', L>,
  legend: S & ([Mentioned<S>] extends [L] ? unknown : { readonly error: `no label ${Exclude<Mentioned<S>, L>}` }),
): Query => ({ expr, legend });
