import type { Metric } from '../../metrics/declare.ts';
import type { DashboardJson, PanelJson } from './dashboard-json.ts';

/** What is wrong with a dashboard, and where in it. */
export interface Fault {
  readonly where: string;
  readonly message: string;
}

/** What the rules know besides the dashboard. */
interface Known {
  /** Every declared metric. */
  readonly metrics: readonly Metric[];
}

/** Looks for one kind of fault. Pure. */
export type Rule = (dashboard: DashboardJson, known: Known) => Fault[];

/** Panels that show something; rows are only headings. */
export const shownPanels = ({ panels }: DashboardJson): PanelJson[] => panels.filter(({ type }) => type !== 'row');

/** How a finding names a panel. */
export const placeOf = ({ title, id }: PanelJson): string => `panel ${title ? `"${title}"` : id}`;
