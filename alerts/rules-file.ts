import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { runbookUrl } from '../config/runbook-url.ts';
import { renderYaml } from '../config/yaml.ts';
import { panelUrl } from '../dashboards/adapter/links.ts';
import { print } from '../metrics/promql/print.ts';
import { printScaled, type TimeScale } from '../prometheus/scaled.ts';
import type { Alert } from './alert.ts';
import { type AlertLabels, type AlertValue, templateLabels, templateValue } from './annotation.ts';
import type { AlertGroup, OwnedAlert } from './owners.ts';

/** All that a notification says of an alert beside its labels, for the labels and value that are given. */
export const annotationsOf = (
  alert: Alert,
  config: Config,
  labels: AlertLabels,
  value: AlertValue,
): Readonly<Record<string, string>> => ({
  ...alert.annotate(labels, value),
  runbook_url: runbookUrl(alert.name, config.urls),
  dashboard_url: panelUrl(alert.panel, config.urls),
});

const rule = (alert: OwnedAlert, config: Config, scale: TimeScale) => ({
  alert: alert.name,
  expr: print(alert.expr, scale),
  ...(alert.for.seconds > 0 && { for: printScaled(alert.for, scale) }),
  ...(alert.keepFiringFor && { keep_firing_for: printScaled(alert.keepFiringFor, scale) }),
  labels: { severity: alert.severity, team: alert.team },
  annotations: annotationsOf(alert, config, templateLabels, templateValue),
});

/**
 * alerts.rules.yml.
 * @see https://prometheus.io/docs/prometheus/latest/configuration/alerting_rules/
 */
export const rulesFile = (groups: readonly AlertGroup[], config: Config, scale: TimeScale): GeneratedFile => ({
  path: 'alerts/generated/alerts.rules.yml',
  text: renderYaml('alerts/rules/', {
    groups: groups.map(({ name, alerts }) => ({ name, rules: alerts.map((alert) => rule(alert, config, scale)) })),
  }),
});
