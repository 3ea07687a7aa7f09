import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { runbookUrl } from '../config/runbook-url.ts';
import { renderYaml } from '../config/yaml.ts';
import { panelUrl } from '../dashboards/adapter/urls.ts';
import { print } from '../metrics/promql/print.ts';
import { printScaled, type TimeScale } from '../prometheus/scaled.ts';
import type { Alert } from './alert.ts';
import { type AlertLabels, type AlertValue, templateLabels, templateValue } from './annotation.ts';
import type { AlertGroup, OwnedAlert } from './owners.ts';
import { type Began, templateBegan } from './time-range.ts';

/** Before an alert began and after it fires: enough to see what it came from and what became of it. */
const aroundSeconds = 1800;

/** All that a notification says of an alert beside its labels, for the labels, the value and the time that are given. */
export const annotationsOf = (
  alert: Alert,
  config: Config,
  labels: AlertLabels,
  value: AlertValue,
  began: Began,
): Readonly<Record<string, string>> => ({
  ...alert.annotate(labels, value),
  runbook_url: runbookUrl(alert.name, config.urls),
  dashboard_url: `${panelUrl(alert.panel, config.urls)}&from=${began(-aroundSeconds)}&to=${began(alert.for.seconds + aroundSeconds)}`,
});

/** Names of the labels that an alert has from its expression. */
export const labelsOfAlert = ({ scenes, firing }: Alert): readonly string[] =>
  Object.keys(scenes[0]?.labels ?? firing[0]?.fires[0].labels ?? {}).sort();

const rule = (alert: OwnedAlert, config: Config, scale: TimeScale) => ({
  alert: alert.name,
  expr: print(alert.expr, scale),
  ...(alert.for.seconds > 0 && { for: printScaled(alert.for, scale) }),
  ...(alert.keepFiringFor && { keep_firing_for: printScaled(alert.keepFiringFor, scale) }),
  labels: { severity: alert.severity, team: alert.team },
  annotations: annotationsOf(
    alert,
    config,
    templateLabels,
    templateValue,
    templateBegan(alert.name, labelsOfAlert(alert)),
  ),
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
