import type { Expression, Vector } from '../../metrics/promql/vector.ts';
import type { Meaning } from './meaning.ts';

/** How the lines of a query differ from those of the others. */
interface Look {
  readonly colour?: Meaning | 'light' | 'middle' | 'strong';
  /** A limit or a number that others are held against: no area is filled, and nothing is stacked on it. */
  readonly dashed?: true;
}

/** One expression of a panel and the name of each of its series, where `{{label}}` stands for the label's value. */
export interface Query extends Look {
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
  look: Look = {},
): Query => ({ expr, legend, ...look });

/** The labels that a legend mentions. */
export const labelsIn = (legend: string): string[] =>
  [...legend.matchAll(/\{\{(\w+)\}\}/g)].map(([, label = '']) => label);
