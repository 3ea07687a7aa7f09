import type { Finding } from '../../config/finding.ts';
import type { Metric } from '../../metrics/declare.ts';
import { dashboardSchema } from './dashboard-json.ts';
import type { Rule } from './rule.ts';
import { counterFunctions } from './rules/counter-functions.ts';
import { datasourceVariable } from './rules/datasource-variable.ts';
import { grid } from './rules/grid.ts';
import { notEditable } from './rules/not-editable.ts';
import { panelDatasource } from './rules/panel-datasource.ts';
import { panelTargets } from './rules/panel-targets.ts';
import { panelText } from './rules/panel-text.ts';
import { panelUnit } from './rules/panel-unit.ts';
import { rateInterval } from './rules/rate-interval.ts';
import { targetMatchers } from './rules/target-matchers.ts';
import { targetVariables } from './rules/target-variables.ts';
import { uniqueIds } from './rules/unique-ids.ts';
import { validPromql } from './rules/valid-promql.ts';

/** Every rule, in the order of its findings. */
export const rules: Readonly<Record<string, Rule>> = {
  'not-editable': notEditable,
  'datasource-variable': datasourceVariable,
  'target-variables': targetVariables,
  'panel-text': panelText,
  'panel-unit': panelUnit,
  'panel-datasource': panelDatasource,
  'panel-targets': panelTargets,
  'valid-promql': validPromql,
  'rate-interval': rateInterval,
  'target-matchers': targetMatchers,
  'counter-functions': counterFunctions,
  'unique-ids': uniqueIds,
  grid,
};

/**
 * Looks for what a dashboard should not have.
 * @param file how the findings name it
 * @param json the parsed JSON of a dashboard
 * @param metrics every declared metric, of which the counters must be inside rate() or its like
 */
export const lintDashboard = (file: string, json: unknown, metrics: readonly Metric[]): Finding[] => {
  const parsed = dashboardSchema.safeParse(json);
  if (!parsed.success) {
    return parsed.error.issues.map(({ path, message }) => ({ file, where: path.join('.') || 'whole file', message }));
  }
  return Object.values(rules).flatMap((rule) => rule(parsed.data, { metrics }).map((fault) => ({ file, ...fault })));
};
