import type { LintRule } from '../../config/lint-rule.ts';
import type { KnownSeries } from './known-series.ts';
import type { Syntax } from './syntax.ts';

/** What an expression is written for. */
type Use = 'alert' | 'recording' | 'panel';

/** An expression, and what is known around it. */
export interface WrittenExpression {
  readonly use: Use;
  readonly syntax: Syntax;
  readonly known: KnownSeries;
  /** How often its series get a sample, in seconds. */
  readonly scrapeSeconds: number;
}

/** Looks at one expression of PromQL; its examples are expressions over the series of example-series.ts. */
export interface ExpressionRule extends LintRule<WrittenExpression, string> {
  /** What the expressions are for that it looks at; examples are for the first of them. */
  readonly uses: readonly [Use, ...Use[]];
}
