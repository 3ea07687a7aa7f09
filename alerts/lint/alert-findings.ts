import { z } from 'zod';
import type { Finding } from '../../config/finding.ts';
import { parseRules, parseYaml, type RuleText, type SourceText } from '../../prometheus/lint/rules-text.ts';

type AlertText = RuleText & { readonly alert: string };

const alertsOf = (source: SourceText): readonly AlertText[] => {
  const parsed = parseRules(source);
  // A file that cannot be read is a finding of the check of its expressions.
  return 'value' in parsed ? parsed.value.filter((rule): rule is AlertText => rule.alert !== undefined) : [];
};

const testFile = z.looseObject({
  tests: z
    .array(
      z.looseObject({
        alert_rule_test: z
          .array(z.looseObject({ alertname: z.string(), exp_alerts: z.array(z.unknown()).nullish() }))
          .nullish(),
      }),
    )
    .nullish(),
});

/**
 * Finds alerts without a test in which they fire, or without one in which they are quiet, in any of the files of tests.
 * What calls nobody need not be quiet.
 */
export const untestedAlerts = (rules: readonly SourceText[], tests: readonly SourceText[]): Finding[] => {
  const parsed = tests.map((source) => parseYaml(source, testFile, 'a file of rule tests'));
  const unreadable = parsed.flatMap((one) => ('finding' in one ? [one.finding] : []));
  if (unreadable.length > 0) return unreadable;
  const moments = parsed.flatMap((one) => ('value' in one ? (one.value.tests ?? []) : []));
  const testsOf = (alert: string) =>
    moments.flatMap((test) => test.alert_rule_test ?? []).filter(({ alertname }) => alertname === alert);
  return rules.flatMap((source) =>
    alertsOf(source).flatMap(({ alert, labels }) => {
      const own = testsOf(alert);
      const fires = own.some(({ exp_alerts }) => exp_alerts?.length);
      const isQuiet = own.some(({ exp_alerts }) => !exp_alerts?.length) || labels.severity === 'none';
      const lacks = [...(fires ? [] : ['in which it fires']), ...(isQuiet ? [] : ['in which it is quiet'])];
      return lacks.map((which) => ({
        file: source.file,
        where: `alert ${alert}`,
        message: `it has no test ${which}; add one to the definition of the alert.`,
      }));
    }),
  );
};

/**
 * Finds alerts whose runbook is not there.
 * @param runbooks names of the files in the folder of the runbooks
 */
export const alertsWithoutRunbook = (rules: SourceText, runbooks: readonly string[]): Finding[] =>
  alertsOf(rules)
    .filter(({ alert }) => !runbooks.includes(`${alert}.md`))
    .map(({ alert }) => ({
      file: rules.file,
      where: `alert ${alert}`,
      message: `there is no runbook ${alert}.md; write what to do when it fires, and generate.`,
    }));

/** What every notification needs: what is wrong, in a line and in full, and where to look. */
const annotations = ['summary', 'description', 'runbook_url', 'dashboard_url'];

/** Finds alerts that lack an annotation, and those whose severity nobody routes. */
export const incompleteAlerts = (rules: SourceText): Finding[] =>
  alertsOf(rules).flatMap((rule) => {
    const where = `alert ${rule.alert}`;
    const severity = rule.labels.severity ?? '(none given)';
    const missing = annotations.filter((name) => !rule.annotations[name]?.trim());
    return [
      ...missing.map((name) => ({ file: rules.file, where, message: `it lacks the annotation ${name}; add it.` })),
      ...(['page', 'ticket', 'none'].includes(severity)
        ? []
        : [{ file: rules.file, where, message: `its severity is ${severity}, expected page, ticket or none.` }]),
    ];
  });
