import { membersOf, textOf } from './json.ts';
import type { Question } from './question.ts';

/**
 * What a variable asks: `label_values(selector, label)`, `query_result(expr)`, or an expression.
 * @param query as text, or in the object that newer dashboards have
 * @returns nothing for what names no series: `label_names()`, `metrics(…)`, the values of a label of anything
 */
export const variableQuestion = (name: string, query: unknown): Question[] => {
  const text = (textOf(query) || textOf(membersOf(query).query)).trim();
  const where = `variable ${name}`;
  const [, selector, label = ''] = /^label_values\(\s*(?:([\s\S]+),)?\s*([A-Za-z_]\w*)\s*\)$/.exec(text) ?? [];
  if (selector !== undefined) return [{ where, expr: selector.trim(), labels: [label] }];
  const [, result] = /^query_result\(([\s\S]+)\)$/.exec(text) ?? [];
  if (result !== undefined) return [{ where, expr: result.trim(), labels: [] }];
  return text === '' || /^(label_names|label_values|metrics)\(/.test(text) ? [] : [{ where, expr: text, labels: [] }];
};
