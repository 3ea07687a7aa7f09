import type { Finding } from '../../config/finding.ts';
import type { WrittenExpression } from './expression-rule.ts';
import type { KnownSeries } from './known-series.ts';
import { labelsOf } from './labels-of.ts';
import { lintExpression } from './lint-expression.ts';
import { parsePromql } from './parse-promql.ts';
import { parseRules, placeOfRule, type RuleText, type SourceText } from './rules-text.ts';
import { selectorsOf } from './selectors.ts';
import { namesOf } from './syntax.ts';

const rulesOf = (source: SourceText): readonly RuleText[] => {
  const parsed = parseRules(source);
  return 'value' in parsed ? parsed.value : [];
};

/**
 * Adds the series that rule files record. Their labels come from their expressions, which may use series that are
 * recorded further up, or in an earlier file, and from what the rules add. Files that cannot be read add nothing.
 */
export const withRecorded = (known: KnownSeries, sources: readonly SourceText[]): KnownSeries => {
  const all = new Map(known);
  for (const { record, expr, labels: added } of sources.flatMap(rulesOf)) {
    if (record === undefined) continue;
    const parsed = parsePromql(expr);
    const labels = 'syntax' in parsed ? labelsOf(parsed.syntax, all) : 'any';
    const more = Object.entries(added).map(([name, value]) => [name, [value]] as const);
    // Several rules may record one name with other labels, as one for each window.
    const before = all.get(record)?.labels;
    const mine = labels === 'any' ? labels : new Map([...labels, ...more]);
    const both = before === undefined || before === 'any' || mine === 'any' ? mine : joined(before, mine);
    all.set(record, { labels: both, sense: 'gauge' });
  }
  return all;
};

const joined = (
  a: ReadonlyMap<string, readonly string[] | undefined>,
  b: ReadonlyMap<string, readonly string[] | undefined>,
): ReadonlyMap<string, readonly string[] | undefined> =>
  new Map(
    [...new Set([...a.keys(), ...b.keys()])].map((name) => {
      const [left, right] = [a.get(name), b.get(name)];
      return [name, left && right ? [...new Set([...left, ...right])] : undefined];
    }),
  );

/** Names of the series that rule files read. */
export const readByRules = (sources: readonly SourceText[]): string[] =>
  sources.flatMap(rulesOf).flatMap(({ expr }) => {
    const parsed = parsePromql(expr);
    return 'syntax' in parsed ? selectorsOf(parsed.syntax).flatMap(({ selector }) => namesOf(selector)) : [];
  });

/**
 * Findings for all expressions of a rule file, or one that says why it cannot be read.
 * @param around with what the rule files record: see {@link withRecorded}
 */
export const lintRules = (
  source: SourceText,
  around: Pick<WrittenExpression, 'known' | 'scrapeSeconds'>,
): Finding[] => {
  const parsed = parseRules(source);
  if ('finding' in parsed) return [parsed.finding];
  return parsed.value.flatMap((rule) => {
    // What calls nobody may fire always, and belong to nobody: it proves the way.
    const exempt = rule.labels.severity === 'none' ? ['compares', 'keeps-job'] : [];
    return lintExpression(rule.expr, { ...around, use: rule.alert === undefined ? 'recording' : 'alert' })
      .filter((said) => !exempt.includes(said.rule))
      .map((said) => ({ file: source.file, where: placeOfRule(rule), ...said }));
  });
};
