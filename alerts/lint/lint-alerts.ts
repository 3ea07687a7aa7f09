import type { Finding } from '../../config/finding.ts';
import type { KnownSeries } from '../../prometheus/lint/known-series.ts';
import { labelsOf } from '../../prometheus/lint/labels-of.ts';
import { parsePromql } from '../../prometheus/lint/parse-promql.ts';
import { parseRules, placeOfRule, type RuleText, type SourceText } from '../../prometheus/lint/rules-text.ts';
import type { AlertRule, AlertSurroundings, WrittenAlert } from './alert-rule.ts';
import { alertAnnotations } from './rules/alert-annotations.ts';
import { alertFor } from './rules/alert-for.ts';
import { alertLabels } from './rules/alert-labels.ts';
import { alertName } from './rules/alert-name.ts';
import { alertOnce } from './rules/alert-once.ts';
import { alertPanel } from './rules/alert-panel.ts';
import { alertRunbook } from './rules/alert-runbook.ts';
import { alertSeverity } from './rules/alert-severity.ts';
import { alertTemplate } from './rules/alert-template.ts';
import { alertTests } from './rules/alert-tests.ts';

/** Every rule for alerts, in the order of its findings; those for their expressions stand in Prometheus' room. */
export const alertRules: readonly AlertRule[] = [
  alertName,
  alertOnce,
  alertSeverity,
  alertLabels,
  alertFor,
  alertAnnotations,
  alertTemplate,
  alertRunbook,
  alertPanel,
  alertTests,
];

const isAlert = (rule: RuleText): rule is WrittenAlert => rule.alert !== undefined;

/**
 * Looks for what alerts should not have, or lack.
 * @param known the series that there are, recorded ones included
 */
export const lintAlerts = (
  sources: readonly SourceText[],
  known: KnownSeries,
  surroundings: AlertSurroundings,
): Finding[] => {
  const written = sources.flatMap((source) => {
    const parsed = parseRules(source);
    // A file that cannot be read is a finding of the check of its expressions.
    return 'value' in parsed ? parsed.value.filter(isAlert).map((alert) => ({ file: source.file, alert })) : [];
  });
  return written.flatMap(({ file, alert }, i) => {
    const parsed = parsePromql(alert.expr);
    if ('near' in parsed) return [];
    const subject = {
      ...surroundings,
      written: alert,
      syntax: parsed.syntax,
      series: labelsOf(parsed.syntax, known),
      earlier: written.slice(0, i).map((one) => one.alert.alert),
    };
    return alertRules.flatMap(({ name, find }) =>
      find(subject).map((message) => ({ file, where: placeOfRule(alert), rule: name, message })),
    );
  });
};
