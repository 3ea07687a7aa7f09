import type { WrittenExpression } from './expression-rule.ts';
import { expressionRules } from './expression-rules.ts';
import { fillLengths, unfillLengths } from './grafana-lengths.ts';
import { parsePromql } from './parse-promql.ts';
import { validPromql } from './rules/valid-promql.ts';

/** What a rule says of an expression. */
export interface Said {
  readonly rule: string;
  readonly message: string;
}

/** Holds an expression, as written in a rule or a panel, against every rule for its use. */
export const lintExpression = (text: string, around: Omit<WrittenExpression, 'syntax'>): Said[] => {
  const parsed = parsePromql(fillLengths(text));
  if ('near' in parsed) return validPromql.find(text).map((message) => ({ rule: validPromql.name, message }));
  const expression = { ...around, syntax: parsed.syntax };
  return expressionRules
    .filter(({ uses }) => uses.includes(around.use))
    .flatMap((rule) =>
      [...new Set(rule.find(expression))].map((message) => ({ rule: rule.name, message: unfillLengths(message) })),
    );
};
