import type { RuleText } from '../prometheus/lint/rules-text.ts';
import { linkTo } from './markdown.ts';
import { pages } from './pages.ts';
import type { DrawnDashboard } from './usage.ts';

/** The place of a panel on the page of the dashboards. */
export const panelPlace = ({ uid }: Pick<DrawnDashboard, 'uid'>, id: number): string => `${uid}-${id}`;

/** The link to a panel. */
export const panelLink = (dashboard: Pick<DrawnDashboard, 'uid' | 'title'>, id: number, title: string): string =>
  linkTo(`${dashboard.title}: ${title}`, pages.dashboards, panelPlace(dashboard, id));

/** The link to an alert or a recorded series. */
export const ruleLink = ({ alert, record }: Pick<RuleText, 'alert' | 'record'>): string =>
  alert === undefined ? linkTo(record ?? '', pages.metrics, record ?? '') : linkTo(alert, pages.alerts, alert);

/** The link to what one does when an alert fires. */
export const runbookLink = (alert: string): string =>
  `[runbook of ${alert}](../../alerts/generated/runbooks/${alert}.md)`;

/** The link to a series by its name, a histogram's parts to the histogram. */
export const seriesLink = (name: string, metrics: ReadonlySet<string>): string => {
  const whole = name.replace(/_(bucket|count|sum)$/, '');
  return linkTo(name, pages.metrics, metrics.has(name) || !metrics.has(whole) ? name : whole);
};
