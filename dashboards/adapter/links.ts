import { type DashboardLink, DashboardLinkBuilder, DashboardLinkType } from '@grafana/grafana-foundation-sdk/dashboard';
import type { Config } from '../../config/load-config.ts';
import { runbookUrl } from '../../config/runbook-url.ts';
import { type Dashboard, type PanelRef, panelId } from './dashboard.ts';

/** An alert, and the panel on which one sees what it is about. */
export interface AlertOnPanel {
  readonly alert: string;
  readonly panel: PanelRef;
}

const link = (title: string, url: string, tooltip: string): DashboardLink => {
  // The SDK hides links in a menu unless told otherwise; without a placement they stand on the dashboard.
  const { placement: _, ...shown } = new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(url)
    .tooltip(tooltip)
    .build();
  return shown;
};

/**
 * A link to another dashboard that keeps the time and the chosen data source. It leaves job and instance behind: the
 * other dashboard watches other jobs, and would be empty with these.
 */
export const dashboardLink = ({ uid, title, description }: Dashboard): DashboardLink => ({
  ...link(title, `/d/${uid}?\${datasource:queryparam}`, description),
  keepTime: true,
});

/** A link to what to do when an alert of the panel fires. */
export const runbookLink = (alert: string, urls: Config['urls']): DashboardLink => ({
  ...link(`Runbook: ${alert}`, runbookUrl(alert, urls), `What to do when ${alert} fires.`),
  targetBlank: true,
});

/** Where a person sees one panel large: the `dashboard_url` of an alert. */
export const panelUrl = ({ uid, title }: PanelRef, { grafana }: Config['urls']): string =>
  `${grafana.replace(/\/$/, '')}/d/${uid}?viewPanel=${panelId(title)}`;
