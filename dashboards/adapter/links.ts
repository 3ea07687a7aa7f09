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
import { hasServices, type LogPlace, linesUrl, streamUrl, troubleUrl } from './kibana.ts';
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

/** A link to what the chat and other services warn of in the minutes that are shown; none where the configuration names no others. */
export const servicesLinks = ({ ofServices }: Panel, place: LogPlace): DashboardLink[] =>
  ofServices && hasServices(place)
    ? [
        {
          ...link(
            'Warnings of all services in these minutes',
            troubleUrl(place),
            'Warnings and errors of the chat and of all services that are named, in Kibana.',
          ),
          targetBlank: true,
        },
      ]
    : [];

const mapped = (label: string): label is keyof typeof fieldOfLabel => label in fieldOfLabel;

/** Where a series leads by its labels, of which those count that the log has too, and the data stream that it is of. */
const seriesLink = (labels: readonly string[], panel: Panel, lines: Lines, place: LogPlace) => {
  if (panel.ofServices && labels.includes('index')) {
    return [{ title: 'Logs of this data stream', url: streamUrl(place, '__field.labels.index') }];
  }
  const known = labels.filter(mapped);
  const values = Object.fromEntries(known.map((label) => [fieldOfLabel[label], `__field.labels.${label}`]));
  return known.length > 0
    ? [{ title: `Logs of this ${known.join(' and ')}`, url: linesUrl(place, lines, values) }]
    : [];
};

/** For each query of a panel whose series have such labels: a link from a series to its own lines. */
export const fieldLinks = (
  panel: Panel,
  lines: Lines,
  place: LogPlace,
): { readonly matcher: MatcherConfig; readonly properties: DynamicConfigValue[] }[] => {
  if (panel.kind !== 'timeseries' && panel.kind !== 'states') return [];
  return panel.queries.flatMap(({ legend }, n) => {
    const value = seriesLink(labelsIn(legend), panel, lines, place).map((one) => ({ ...one, targetBlank: true }));
    if (value.length === 0) return [];
    return [{ matcher: { id: 'byFrameRefID', options: refId(n) }, properties: [{ id: 'links', value }] }];
  });
};
