import { load } from 'js-yaml';
import { z } from 'zod';
import { drills } from '../alerts/drills.ts';
import type { AlertGroup, OwnedAlert } from '../alerts/owners.ts';
import { type GeneratedFile, generatedNotice } from '../config/generated-file.ts';
import { panelId } from '../dashboards/adapter/dashboard.ts';
import { print, printSeconds } from '../metrics/promql/print.ts';
import { panelLink, seriesLink } from './links.ts';
import { anchor, cell, code, linkTo, table } from './markdown.ts';
import { pages, pagesFolder } from './pages.ts';
import { type DrawnDashboard, seriesIn } from './usage.ts';

const testFile = z.looseObject({
  tests: z.array(
    z.looseObject({
      name: z.string(),
      alert_rule_test: z
        .array(z.looseObject({ alertname: z.string(), exp_alerts: z.array(z.unknown()).nullish() }))
        .default([]),
    }),
  ),
});

/** What is tested of an alert. */
interface Tested {
  /** Names of the tests, without the alert's own. */
  readonly names: readonly string[];
  /** Moments at which it fires, and at which it does not. */
  readonly fires: number;
  readonly quiet: number;
}

const untested: Tested = { names: [], fires: 0, quiet: 0 };

/** The tests of each alert among the generated files. */
export const testsIn = (files: readonly GeneratedFile[]): ReadonlyMap<string, Tested> => {
  const all = new Map<string, Tested>();
  for (const { text } of files.filter(({ path }) => path.endsWith('.test.yml'))) {
    for (const { name, alert_rule_test: moments } of testFile.parse(load(text)).tests) {
      const [first] = moments;
      if (!first) continue;
      const { names, fires, quiet } = all.get(first.alertname) ?? untested;
      const firing = moments.filter(({ exp_alerts }) => exp_alerts?.length).length;
      all.set(first.alertname, {
        names: [...names, name.replace(`${first.alertname} `, '')],
        fires: fires + firing,
        quiet: quiet + moments.length - firing,
      });
    }
  }
  return all;
};

/** What the page of the alerts is made from, besides them. */
interface Around {
  readonly dashboards: readonly DrawnDashboard[];
  readonly tests: ReadonlyMap<string, Tested>;
  /** Names of the declared metrics. */
  readonly metrics: ReadonlySet<string>;
}

const waitOf = ({ for: lasting, keepFiringFor }: OwnedAlert): string => {
  const waits = lasting.seconds > 0 ? `for ${printSeconds(lasting.seconds)}` : 'at once';
  return keepFiringFor ? `${waits}, goes on for ${printSeconds(keepFiringFor.seconds)}` : waits;
};

const panelOf = ({ panel }: OwnedAlert, dashboards: readonly DrawnDashboard[]): string => {
  const dashboard = dashboards.find(({ uid }) => uid === panel.uid) ?? { uid: panel.uid, title: panel.uid };
  return panelLink(dashboard, panelId(panel.title), panel.title);
};

const drillOf = ({ drill }: OwnedAlert): string => {
  const { fault, mended } = typeof drill === 'string' ? drills[drill] : drill;
  return `${typeof drill === 'string' ? `${code(drill)}: ` : ''}${fault} Ended by: ${mended}`;
};

const causeOf = ({ name, same }: OwnedAlert['consequenceOf'][number]): string =>
  `${linkTo(name, '', name)}${same.length > 0 ? ` of the same ${same.join(' and ')}` : ''}`;

const sectionOf = (alert: OwnedAlert, { dashboards, tests, metrics }: Around): string[] => {
  const { names, fires, quiet } = tests.get(alert.name) ?? untested;
  const reads = seriesIn(print(alert.expr)).map((name) => seriesLink(name, metrics));
  const limits = alert.bounds.map(({ name, is, value }) => `${code(name)} ${code(`${is} ${value}`)}`);
  return [
    `### ${anchor(alert.name)}${alert.name}`,
    '',
    alert.runbook.meaning,
    '',
    `- Severity: ${alert.severity}; team: ${alert.team}; fires ${waitOf(alert)}; [runbook](../../alerts/generated/runbooks/${alert.name}.md); panel: ${panelOf(alert, dashboards)}`,
    `- Expression: ${code(print(alert.expr))}`,
    ...(limits.length > 0 ? [`- Limits: ${limits.join(', ')}`] : []),
    `- Reads: ${reads.length > 0 ? reads.join(', ') : 'nothing'}`,
    ...(alert.consequenceOf.length > 0
      ? [`- Quiet while this fires: ${alert.consequenceOf.map(causeOf).join(', ')}`]
      : []),
    `- Drill: ${drillOf(alert)}`,
    `- Tests: at ${fires} moments it fires, at ${quiet} it is quiet`,
    ...names.map((name) => `  - ${cell(name)}`),
    '',
  ];
};

const momentsOf = ({ fires, quiet }: Tested): string => `${fires} / ${quiet}`;

const rowOf = (alert: OwnedAlert, { tests, dashboards }: Around): string[] => [
  linkTo(alert.name, '', alert.name),
  alert.severity,
  cell(alert.team),
  waitOf(alert),
  panelOf(alert, dashboards),
  momentsOf(tests.get(alert.name) ?? untested),
];

/** Every alert: when it fires, by which limits, where one sees it, what shows that it works. */
export const alertsPage = (groups: readonly AlertGroup[], around: Around): GeneratedFile => {
  const all = groups.flatMap(({ alerts }) => alerts);
  const lines = [
    `<!-- ${generatedNotice('alerts/rules/')} -->`,
    '# Alerts',
    '',
    `${all.length} alerts: a page calls somebody now, a ticket waits for working hours.`,
    '',
    ...table(
      ['Alert', 'Severity', 'Team', 'Fires', 'Panel', 'Tested: fires / quiet'],
      all.map((alert) => rowOf(alert, around)),
    ),
    '',
    ...groups.flatMap(({ name, alerts }) => [`## ${name}`, '', ...alerts.flatMap((alert) => sectionOf(alert, around))]),
  ];
  return { path: `${pagesFolder}/${pages.alerts}`, text: lines.join('\n') };
};
