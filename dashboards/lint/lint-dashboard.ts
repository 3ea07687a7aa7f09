import type { Finding } from '../../config/finding.ts';
import type { KnownSeries } from '../../prometheus/lint/known-series.ts';
import { lintExpression } from '../../prometheus/lint/lint-expression.ts';
import { type DashboardJson, dashboardSchema } from './dashboard-json.ts';
import { promqlQueries } from './queries.ts';
import type { DashboardRule } from './rule.ts';
import { datasourceVariable } from './rules/datasource-variable.ts';
import { grid } from './rules/grid.ts';
import { legendLabels } from './rules/legend-labels.ts';
import { logsOnly } from './rules/logs-only.ts';
import { notEditable } from './rules/not-editable.ts';
import { panelDatasource } from './rules/panel-datasource.ts';
import { panelTargets } from './rules/panel-targets.ts';
import { panelText } from './rules/panel-text.ts';
import { panelUnit } from './rules/panel-unit.ts';
import { targetVariables } from './rules/target-variables.ts';
import { uniqueIds } from './rules/unique-ids.ts';
import { variableQueries } from './rules/variable-queries.ts';
import { variableRefresh } from './rules/variable-refresh.ts';

/** Every rule for dashboards, in the order of its findings; those for expressions stand in Prometheus' room. */
export const dashboardRules: readonly DashboardRule[] = [
  notEditable,
  datasourceVariable,
  targetVariables,
  variableQueries,
  variableRefresh,
  panelText,
  panelUnit,
  panelDatasource,
  panelTargets,
  logsOnly,
  legendLabels,
  uniqueIds,
  grid,
];

const ofQueries = (file: string, dashboard: DashboardJson, known: KnownSeries, scrapeSeconds: number): Finding[] =>
  promqlQueries(dashboard).flatMap(({ where, expr }) =>
    lintExpression(expr, { use: 'panel', known, scrapeSeconds }).map((said) => ({ file, where, ...said })),
  );

/**
 * Looks for what a dashboard should not have.
 * @param file how the findings name it
 * @param json the parsed JSON of a dashboard
 * @param known the series that there are, recorded ones included
 * @param scrapeSeconds how often they get a sample
 */
export const lintDashboard = (file: string, json: unknown, known: KnownSeries, scrapeSeconds: number): Finding[] => {
  const parsed = dashboardSchema.safeParse(json);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({
      file,
      where: path.join('.') || 'whole file',
      rule: 'dashboard-json',
      message,
    }));
  }
  const dashboard = parsed.data;
  return [
    ...dashboardRules.flatMap(({ name, find }) =>
      find({ dashboard, known }).map((fault) => ({ file, rule: name, ...fault })),
    ),
    ...ofQueries(file, dashboard, known, scrapeSeconds),
  ];
};
