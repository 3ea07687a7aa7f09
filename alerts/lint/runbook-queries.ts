import type { Finding } from '../../config/finding.ts';
import type { KnownSeries } from '../../prometheus/lint/known-series.ts';
import { lintExpression } from '../../prometheus/lint/lint-expression.ts';
import { parsePromql } from '../../prometheus/lint/parse-promql.ts';
import type { SourceText } from '../../prometheus/lint/rules-text.ts';
import { selectorsOf } from '../../prometheus/lint/selectors.ts';
import { namesOf } from '../../prometheus/lint/syntax.ts';

/** Of the rules for expressions, those that hold for what a person asks, too. */
const rules = ['valid-promql', 'known-series', 'contradictions', 'regular-expressions', 'matching-sides'];

/** Queries of a runbook, which a person pastes into Prometheus, each with the line on which it stands. */
const queriesIn = (text: string): { readonly expr: string; readonly line: number }[] =>
  [...text.matchAll(/^ *```promql\n([\s\S]*?)\n *```$/gm)].map(({ 1: expr = '', index }) => ({
    expr: expr.trim(),
    line: text.slice(0, index).split('\n').length + 1,
  }));

const isRunbook = ({ file }: SourceText): boolean => /\/runbooks\/[^/]+\.md$/.test(file);

/** Finds queries of runbooks that Prometheus cannot answer. */
export const lintRunbookQueries = (sources: readonly SourceText[], known: KnownSeries): Finding[] =>
  sources.filter(isRunbook).flatMap(({ file, text }) =>
    queriesIn(text).flatMap(({ expr, line }) =>
      lintExpression(expr, { use: 'alert', known, scrapeSeconds: 0 })
        .filter(({ rule }) => rules.includes(rule))
        .map((said) => ({ file, where: `line ${line}`, ...said })),
    ),
  );

/** Names of the series that runbooks read. */
export const readByRunbooks = (sources: readonly SourceText[]): string[] =>
  sources.filter(isRunbook).flatMap(({ text }) =>
    queriesIn(text).flatMap(({ expr }) => {
      const parsed = parsePromql(expr);
      return 'syntax' in parsed ? selectorsOf(parsed.syntax).flatMap(({ selector }) => namesOf(selector)) : [];
    }),
  );
