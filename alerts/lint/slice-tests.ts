import { load } from 'js-yaml';
import { z } from 'zod';
import { parsePromql } from '../../prometheus/lint/parse-promql.ts';
import type { SourceText } from '../../prometheus/lint/rules-text.ts';
import { selectorsOf } from '../../prometheus/lint/selectors.ts';
import { namesOf } from '../../prometheus/lint/syntax.ts';

const rule = z.looseObject({ alert: z.string().optional(), record: z.string().optional(), expr: z.coerce.string() });
const ruleFile = z.looseObject({ groups: z.array(z.looseObject({ rules: z.array(rule) })) });
type RuleGroup = z.output<typeof ruleFile>['groups'][number];

const test = z.looseObject({
  alert_rule_test: z.array(z.looseObject({ alertname: z.string() })).default([]),
  promql_expr_test: z.array(z.looseObject({ expr: z.string() })).default([]),
});
const testFile = z.looseObject({ rule_files: z.array(z.string()), tests: z.array(test) });
type Test = z.output<typeof test>;

/** Tests that need the same rules, with these rules and no others. */
export interface TestSlice {
  /** Names of the alerts that are tested, for people. */
  readonly about: string;
  /** Text of a file of rules. */
  readonly rules: string;
  /** Text of a file of tests, which names the rules by the given path. */
  readonly tests: (ruleFile: string) => string;
}

const seriesIn = (expr: string): readonly string[] => {
  const parsed = parsePromql(expr);
  return 'syntax' in parsed ? selectorsOf(parsed.syntax).flatMap(({ selector }) => namesOf(selector)) : [];
};

/** Names of the alerts and recorded series that a test needs, those that the ones need which it names included. */
const neededBy = ({ alert_rule_test, promql_expr_test }: Test, groups: readonly RuleGroup[]): ReadonlySet<string> => {
  const rules = groups.flatMap((group) => group.rules);
  const needed = new Set<string>();
  const add = (name: string): void => {
    if (needed.has(name)) return;
    needed.add(name);
    for (const one of rules) if ((one.alert ?? one.record) === name) seriesIn(one.expr).forEach(add);
  };
  for (const { alertname } of alert_rule_test) add(alertname);
  for (const { expr } of promql_expr_test) seriesIn(expr).forEach(add);
  return needed;
};

const only = (groups: readonly RuleGroup[], isNeeded: (name: string) => boolean): RuleGroup[] =>
  groups
    .map((group) => ({ ...group, rules: group.rules.filter(({ alert, record }) => isNeeded(alert ?? record ?? '')) }))
    .filter(({ rules }) => rules.length > 0);

/**
 * Cuts a file of rule tests so that each part has only the rules that it needs: promtool evaluates all that it is given, at
 * each step of each test, which makes the whole take the square of its length.
 * @param ruleFiles the texts of the files that it names, by these names
 * @returns undefined for what is not such a file, or names rules that are not there: promtool says what is wrong
 */
export const sliceTests = (
  { text }: SourceText,
  ruleFiles: ReadonlyMap<string, string>,
): readonly TestSlice[] | undefined => {
  try {
    const { rule_files, tests, ...rest } = testFile.parse(load(text));
    const groups = rule_files.flatMap((name) => ruleFile.parse(load(ruleFiles.get(name) ?? '')).groups);
    const parts = new Map<string, { readonly groups: RuleGroup[]; readonly tests: Test[] }>();
    for (const one of tests) {
      const needed = neededBy(one, groups);
      // What looks at the alerts that fire may look at any of them.
      const own = only(groups, (name) => needed.has('ALERTS') || needed.has(name));
      const key = JSON.stringify(own);
      const part = parts.get(key) ?? { groups: own, tests: [] };
      part.tests.push(one);
      parts.set(key, part);
    }
    return [...parts.values()].map((part) => ({
      about: [...new Set(part.tests.flatMap((one) => one.alert_rule_test.map(({ alertname }) => alertname)))].join(
        ', ',
      ),
      rules: JSON.stringify({ groups: part.groups }),
      tests: (file) => JSON.stringify({ ...rest, rule_files: [file], tests: part.tests }),
    }));
  } catch {
    return undefined;
  }
};
