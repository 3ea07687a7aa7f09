import type { Finding } from '../../config/finding.ts';
import { inspect } from './inspect.ts';
import type { KnownSeries } from './known-series.ts';
import { parseRules, type RuleText, type SourceText } from './rules-text.ts';

/**
 * Faults of one expression: metrics, labels and closed label values that nothing declares, or no PromQL at all.
 * @returns a sentence each
 */
export const unknownMetrics = (expr: string, known: KnownSeries): readonly string[] => inspect(expr, known).faults;

const rulesOf = (source: SourceText): readonly RuleText[] => {
  const parsed = parseRules(source);
  return 'value' in parsed ? parsed.value : [];
};

/**
 * Adds the series that rule files record. Their labels come from their expressions, which may use series that are
 * recorded further up, or in an earlier file. Files that cannot be read add nothing.
 */
export const withRecorded = (known: KnownSeries, sources: readonly SourceText[]): KnownSeries => {
  const all = new Map(known);
  for (const { record, expr, labels } of sources.flatMap(rulesOf)) {
    if (record === undefined) continue;
    const own = inspect(expr, all).labels;
    const given = Object.keys(labels).map((label) => [label, undefined] as const);
    all.set(record, own === 'any' ? own : new Map([...own, ...given]));
  }
  return all;
};

/**
 * Findings for all expressions of a rule file, or one that says why it cannot be read.
 * @param known with what the rule files record: see {@link withRecorded}
 */
export const unknownInRules = (source: SourceText, known: KnownSeries): Finding[] => {
  const parsed = parseRules(source);
  if ('finding' in parsed) return [parsed.finding];
  return parsed.value.flatMap(({ alert, record, expr }) =>
    unknownMetrics(expr, known).map((message) => ({
      file: source.file,
      where: alert ? `alert ${alert}` : `recording rule ${record ?? '(no name)'}`,
      message,
    })),
  );
};
