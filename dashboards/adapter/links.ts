import {
  type DashboardLink,
  DashboardLinkBuilder,
  DashboardLinkType,
  type DynamicConfigValue,
  type MatcherConfig,
} from '@grafana/grafana-foundation-sdk/dashboard';
import type { Config } from '../../config/load-config.ts';
import { runbookUrl } from '../../config/runbook-url.ts';
import type { Dashboard } from './dashboard.ts';
import { type LogPlace, linesUrl } from './kibana.ts';
import { fieldOfLabel, type Lines } from './log-lines.ts';
import type { Panel } from './panel.ts';
import { labelsIn } from './query.ts';
import { refId } from './targets.ts';
import { keptBy } from './variables.ts';

const link = (title: string, url: string, tooltip: string): DashboardLink => {
  // The SDK hides links in a menu unless told otherwise; without a placement they stand on the dashboard.
  const { placement: _, ...shown } = new DashboardLinkBuilder(title)
    .type(DashboardLinkType.Link)
    .url(url)
    .tooltip(tooltip)
    .build();
  return shown;
};

/** A link to another dashboard that keeps the time, and what was chosen as far as the other one offers the same choice. */
export const dashboardLink = (from: Dashboard, to: Dashboard): DashboardLink => ({
  ...link(
    to.title,
    `/d/${to.uid}?${keptBy(from, to)
      .map((name) => `\${${name}:queryparam}`)
      .join('&')}`,
    to.description,
  ),
  keepTime: true,
});

/** A link to what to do when an alert of the panel fires. */
export const runbookLink = (alert: string, urls: Config['urls']): DashboardLink => ({
  ...link(`Runbook: ${alert}`, runbookUrl(alert, urls), `What to do when ${alert} fires.`),
  targetBlank: true,
});

/** A link to the lines of the log of the minutes that are shown. */
export const linesLink = (lines: Lines, place: LogPlace): DashboardLink => ({
  ...link('Logs of these minutes', linesUrl(place, lines), 'The lines of the log in Kibana.'),
  targetBlank: true,
});

const mapped = (label: string): label is keyof typeof fieldOfLabel => label in fieldOfLabel;

/** For each query of a panel whose series have labels that the log has too: a link from a series to its own lines. */
export const fieldLinks = (
  panel: Panel,
  lines: Lines,
  place: LogPlace,
): { readonly matcher: MatcherConfig; readonly properties: DynamicConfigValue[] }[] => {
  if (panel.kind !== 'timeseries' && panel.kind !== 'states') return [];
  return panel.queries.flatMap(({ legend }, n) => {
    const labels = labelsIn(legend).filter(mapped);
    if (labels.length === 0) return [];
    const values = Object.fromEntries(labels.map((label) => [fieldOfLabel[label], `__field.labels.${label}`]));
    const value = [
      { title: `Logs of this ${labels.join(' and ')}`, url: linesUrl(place, lines, values), targetBlank: true },
    ];
    return [{ matcher: { id: 'byFrameRefID', options: refId(n) }, properties: [{ id: 'links', value }] }];
  });
};
