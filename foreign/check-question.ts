import type { KnownSeries } from '../prometheus/lint/known-series.ts';
import { labelsOf } from '../prometheus/lint/labels-of.ts';
import { parsePromql } from '../prometheus/lint/parse-promql.ts';
import { allParts, type Syntax } from '../prometheus/lint/syntax.ts';
import { fillVariables, hasVariable, unfill } from './fill-variables.ts';
import { lookFor } from './find-nothing.ts';
import { needsOf } from './need.ts';
import type { Question, Variable } from './question.ts';
import type { SeriesSource } from './source.ts';

/** What is wrong with a question, each with the name of its kind, and why not all of it could be looked at. */
export interface Judged {
  readonly faults: readonly { readonly rule: string; readonly message: string }[];
  readonly notMade?: string;
}

/** Labels that an expression or the texts around it name, and that none of the series can have. */
const missingLabels = (syntax: Syntax, known: KnownSeries, outside: readonly string[]): string[] => {
  const lacking = (names: readonly string[], of: Syntax): string[] => {
    const labels = labelsOf(of, known);
    return labels === 'any' ? [] : names.filter((name) => !labels.has(name) && !hasVariable(name));
  };
  const grouped = allParts(syntax).flatMap((part) => {
    const of = part.type === 'aggregate' ? part.args.at(-1) : undefined;
    return part.type === 'aggregate' && part.grouping?.kind === 'by' && of ? lacking(part.grouping.labels, of) : [];
  });
  return [
    ...grouped.map((name) => `it aggregates by ${name}, a label that its series have not.`),
    // What is missing inside is missing outside as well.
    ...lacking(outside, syntax)
      .filter((name) => !grouped.includes(name) && name !== '__name__')
      .map((name) => `it names the label ${name}, which its series have not.`),
  ];
};

/**
 * Whether a source has the series that a question asks for.
 * @param recorded names of the series that the checked rules themselves record: they will be there
 */
export const checkQuestion = async (
  { expr, labels: outside }: Question,
  variables: readonly Variable[],
  source: SeriesSource,
  recorded: ReadonlySet<string>,
): Promise<Judged> => {
  const parsed = parsePromql(fillVariables(expr, variables));
  if ('near' in parsed) {
    const message = unfill(`it is not PromQL: something is wrong near "${parsed.near}".`);
    return { faults: [{ rule: 'valid-promql', message }] };
  }
  const known = new Map<string, { labels: Map<string, undefined> | 'any'; sense: 'gauge' }>();
  const faults: string[] = [];
  let unknown: string | undefined;
  for (const need of needsOf(parsed.syntax)) {
    const { name } = need;
    if (name && !source.names.has(name.value) && (recorded.has(name.value) || /^ALERTS(_FOR_STATE)?$/.test(name.value)))
      continue;
    const answer = await lookFor(need, source);
    if (answer === undefined) unknown ??= need.text;
    else if ('fault' in answer) faults.push(answer.fault);
    else if (name && !name.isPattern) {
      const labels = new Map([...answer.labels].map((label) => [label, undefined] as const));
      known.set(name.value, { labels, sense: 'gauge' });
    }
  }
  const missing = faults.length > 0 ? [] : missingLabels(parsed.syntax, known, outside);
  const named = (rule: string, messages: readonly string[]) =>
    [...new Set(messages)].map((message) => ({ rule, message: unfill(message) }));
  return {
    faults: [...named('points-at-nothing', faults), ...named('missing-label', missing)],
    ...(unknown !== undefined && { notMade: unfill(`${unknown} may be any metric`) }),
  };
};
