import { alertGroups } from '../alerts/alerts.ts';
import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { declarations } from '../prometheus/catalogue.ts';
import { alertsPage, testsIn } from './alerts-page.ts';
import { checksPage } from './checks-page.ts';
import { dashboardsPage } from './dashboards-page.ts';
import { panelLink, ruleLink, runbookLink } from './links.ts';
import { metricsPage } from './metrics-page.ts';
import { dashboardsIn, rulesIn, runbooksIn, usageOf } from './usage.ts';

/**
 * Pages for people about all metrics, alerts, dashboards and checks: what each is, and who uses it.
 * @param files everything else that is generated from the configuration: what is told of it cannot disagree with it
 */
export const referenceFiles = (config: Config, files: readonly GeneratedFile[]): GeneratedFile[] => {
  const dashboards = dashboardsIn(files);
  const rules = rulesIn(files);
  const groups = alertGroups(config);
  const usage = usageOf(
    { dashboards, rules, runbooks: runbooksIn(files) },
    { panel: panelLink, rule: ruleLink, runbook: runbookLink },
  );
  const onPanels = new Map<string, string[]>();
  for (const { name, panel } of groups.flatMap(({ alerts }) => alerts)) {
    const place = `${panel.uid}/${panel.title}`;
    onPanels.set(place, [...(onPanels.get(place) ?? []), name]);
  }
  const metrics = new Set(declarations.flatMap((one) => one.metrics.map(({ name }) => name)));
  return [
    metricsPage(declarations, rules, usage),
    alertsPage(groups, { dashboards, tests: testsIn(files), metrics }),
    dashboardsPage(dashboards, onPanels),
    checksPage(),
  ];
};
