import { loadAll } from 'js-yaml';
import { itemsOf, membersOf, textOf } from './json.ts';
import type { Question } from './question.ts';

/** What a file of rules asks, and which series it records. */
export interface RuleQuestions {
  readonly questions: readonly Question[];
  readonly recorded: readonly string[];
}

const labelsIn = (annotations: unknown): string[] =>
  Object.values(membersOf(annotations)).flatMap((text) =>
    [...textOf(text).matchAll(/\{\{[^}]*\$labels\.(\w+)[^}]*\}\}/g)].map(([, label = '']) => label),
  );

/**
 * Reads rules of Prometheus, as it loads them, as Mimir keeps them or as a resource of Kubernetes (`PrometheusRule`).
 * @returns undefined for what has no groups of rules
 * @throws YAMLException for what is no YAML
 */
export const readRules = (text: string): RuleQuestions | undefined => {
  const groups = loadAll(text).flatMap((one) => {
    const { groups: own, spec } = membersOf(one);
    const found = own ?? membersOf(spec).groups;
    return Array.isArray(found) ? [itemsOf(found)] : [];
  });
  if (groups.length === 0) return undefined;
  const rules = groups.flat().flatMap((group) => itemsOf(membersOf(group).rules).map(membersOf));
  return {
    questions: rules.map(({ alert, record, expr, labels, annotations }) => {
      const own = Object.keys(membersOf(labels));
      return {
        where: alert === undefined ? `recording rule ${textOf(record) || '(no name)'}` : `alert ${String(alert)}`,
        expr: typeof expr === 'number' ? String(expr) : textOf(expr),
        labels: [...new Set(labelsIn(annotations))].filter((label) => !own.includes(label)),
      };
    }),
    recorded: rules.flatMap(({ record }) => textOf(record) || []),
  };
};
