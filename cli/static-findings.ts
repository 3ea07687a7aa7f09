import { alertsWithoutRunbook, incompleteAlerts, untestedAlerts } from '../alerts/lint/alert-findings.ts';
import type { Finding } from '../config/finding.ts';
import { dashboardSchema } from '../dashboards/lint/dashboard-json.ts';
import { lintDashboard } from '../dashboards/lint/lint-dashboard.ts';
import { placeOf, shownPanels } from '../dashboards/lint/rule.ts';
import { catalogue } from '../prometheus/catalogue.ts';
import { type KnownSeries, knownSeries } from '../prometheus/lint/known-series.ts';
import type { SourceText } from '../prometheus/lint/rules-text.ts';
import { unknownInRules, unknownMetrics, withRecorded } from '../prometheus/lint/unknown-metrics.ts';

const parseJson = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    // The lint says what is wrong with something that is no dashboard.
    return undefined;
  }
};

const unknownInDashboard = (file: string, json: unknown, known: KnownSeries): Finding[] => {
  const parsed = dashboardSchema.safeParse(json);
  if (!parsed.success) return [];
  return shownPanels(parsed.data).flatMap((panel) =>
    panel.targets.flatMap(({ refId, expr }) =>
      unknownMetrics(expr, known).map((message) => ({ file, where: `${placeOf(panel)}, query ${refId}`, message })),
    ),
  );
};

/**
 * What is wrong with rules, dashboards, alerts and runbooks as they stand on disk, found without any server.
 * @param sources the generated files' texts; which is which is known by their names
 */
export const staticFindings = (sources: readonly SourceText[]): Finding[] => {
  const rules = sources.filter(({ file }) => file.endsWith('.rules.yml'));
  const tests = sources.filter(({ file }) => file.endsWith('.test.yml'));
  const runbooks = sources.flatMap(({ file }) => (file.includes('/runbooks/') ? [file.split('/').at(-1) ?? ''] : []));
  const dashboards = sources.filter(({ file }) => file.startsWith('dashboards/') && file.endsWith('.json'));
  const known = withRecorded(knownSeries(catalogue), rules);
  return [
    ...rules.flatMap((source) => unknownInRules(source, known)),
    ...rules.flatMap(incompleteAlerts),
    ...rules.flatMap((source) => alertsWithoutRunbook(source, runbooks)),
    ...untestedAlerts(rules, tests),
    ...dashboards.flatMap(({ file, text }) => {
      const json = parseJson(text);
      return [...lintDashboard(file, json, catalogue), ...unknownInDashboard(file, json, known)];
    }),
  ];
};
