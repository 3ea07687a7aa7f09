import { type GeneratedFile, generatedNotice } from '../config/generated-file.ts';
import { panelPlace, ruleLink } from './links.ts';
import { anchor, cell, code, table } from './markdown.ts';
import { pages, pagesFolder } from './pages.ts';
import type { DrawnDashboard } from './usage.ts';

/** The name of a place for a title: letters, digits and hyphens. */
const placeOf = (title: string): string =>
  title
    .toLowerCase()
    .replace(/[^\p{L}\p{N}]+/gu, '-')
    .replace(/^-|-$/g, '');

/** Names of the alerts that lead to each panel, by `uid/title`. */
export type AlertsOnPanels = ReadonlyMap<string, readonly string[]>;

const sectionOf = (dashboard: DrawnDashboard, alerts: AlertsOnPanels): string[] => [
  `## ${anchor(placeOf(dashboard.title))}${dashboard.title}`,
  '',
  `${dashboard.description} ([JSON](../../${dashboard.file}), uid ${code(dashboard.uid)})`,
  '',
  ...dashboard.rows.flatMap(({ title, panels }) => [
    `### ${title || 'Top'}`,
    '',
    ...table(
      ['Panel', 'What it answers, and what to do', 'Query', 'Alerts'],
      panels.map((panel) => [
        `${anchor(panelPlace(dashboard, panel.id))}${cell(panel.title)}`,
        cell(panel.description),
        panel.queries.map(code).join('<br>'),
        (alerts.get(`${dashboard.uid}/${panel.title}`) ?? []).map((alert) => ruleLink({ alert })).join(', '),
      ]),
    ),
    '',
  ]),
];

/** Every panel of every dashboard: which question it answers, and by which query. */
export const dashboardsPage = (dashboards: readonly DrawnDashboard[], alerts: AlertsOnPanels): GeneratedFile => {
  const lines = [
    `<!-- ${generatedNotice('dashboards/')} -->`,
    '# Dashboards',
    '',
    ...dashboards.map(({ title, description }) => `- [${cell(title)}](#${placeOf(title)}): ${description}`),
    '',
    ...dashboards.flatMap((dashboard) => sectionOf(dashboard, alerts)),
  ];
  return { path: `${pagesFolder}/${pages.dashboards}`, text: lines.join('\n') };
};
