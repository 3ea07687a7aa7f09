import type { Matcher } from '../../metrics/promql/node.ts';

/** How the two sides of an operator find each other, as it is written. */
export interface WrittenMatching {
  readonly kind: 'on' | 'ignoring';
  readonly labels: readonly string[];
  readonly group?: { readonly side: 'left' | 'right'; readonly include: readonly string[] };
}

/** A selector as it is written; one without a name selects by its matchers alone. */
export interface WrittenSelector {
  readonly type: 'selector';
  readonly text: string;
  readonly name?: string;
  readonly matchers: readonly Matcher[];
}

/** An expression as it is written, brackets and offsets taken off; `text` is its part of the source. */
export type Syntax =
  | WrittenSelector
  | { readonly type: 'number'; readonly text: string; readonly value: number }
  | { readonly type: 'string'; readonly text: string; readonly value: string }
  /** A selector's range, or a subquery, which also has a `step` (that may be empty). */
  | {
      readonly type: 'range';
      readonly text: string;
      readonly of: Syntax;
      readonly range: string;
      readonly step?: string;
    }
  | { readonly type: 'call'; readonly text: string; readonly name: string; readonly args: readonly Syntax[] }
  | {
      readonly type: 'aggregate';
      readonly text: string;
      readonly op: string;
      readonly grouping?: { readonly kind: 'by' | 'without'; readonly labels: readonly string[] };
      /** The last is what is aggregated. */
      readonly args: readonly Syntax[];
    }
  | {
      readonly type: 'binary';
      readonly text: string;
      readonly op: string;
      readonly bool: boolean;
      readonly left: Syntax;
      readonly right: Syntax;
      readonly matching?: WrittenMatching;
    };

/** An expression's parts that are expressions themselves. */
export const partsOf = (syntax: Syntax): readonly Syntax[] => {
  if (syntax.type === 'binary') return [syntax.left, syntax.right];
  if (syntax.type === 'range') return [syntax.of];
  return syntax.type === 'call' || syntax.type === 'aggregate' ? syntax.args : [];
};

/** An expression and all of its parts, from the outside in. */
export const allParts = (syntax: Syntax): Syntax[] => [syntax, ...partsOf(syntax).flatMap(allParts)];

/** Names of the series that a selector selects: its own, or those that a matcher on `__name__` lists. None if any may be meant. */
export const namesOf = ({ name, matchers }: WrittenSelector): readonly string[] => {
  if (name !== undefined) return [name];
  const listed = matchers.find(
    ({ label, op, value }) => label === '__name__' && op === '=~' && /^[\w:|]+$/.test(value),
  );
  return listed?.value.split('|') ?? [];
};
