import type { LintRule } from '../../config/lint-rule.ts';
import type { KnownSeries } from '../../prometheus/lint/known-series.ts';
import type { DashboardJson, PanelJson } from './dashboard-json.ts';

/** What is wrong with a dashboard, and where in it. */
export interface Fault {
  readonly where: string;
  readonly message: string;
}

/** A dashboard, and the series that its queries may ask for. */
export interface DashboardUnderLint {
  readonly dashboard: DashboardJson;
  readonly known: KnownSeries;
}

/** Looks at one dashboard; an example is what it changes in example-dashboard.ts, and says `place: sentence`. */
export type DashboardRule = LintRule<DashboardUnderLint, Partial<DashboardJson>, Fault>;

/** Panels that show something, those in closed rows too; rows are only headings. */
export const shownPanels = ({ panels }: DashboardJson): PanelJson[] =>
  panels.flatMap((panel) => [...(panel.type === 'row' ? [] : [panel]), ...panel.panels]);

/** How a finding names a panel. */
export const placeOf = ({ title, id }: PanelJson): string => `panel ${title ? `"${title}"` : id}`;
