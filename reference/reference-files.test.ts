import { posix } from 'node:path';
import { describe, expect, it } from 'vitest';
import { alertGroups } from '../alerts/alerts.ts';
import { alertRules } from '../alerts/lint/lint-alerts.ts';
import { generateAll } from '../cli/generators.ts';
import { parseConfig } from '../config/load-config.ts';
import { dashboardRules } from '../dashboards/lint/lint-dashboard.ts';
import { catalogue } from '../prometheus/catalogue.ts';
import { expressionRules } from '../prometheus/lint/expression-rules.ts';
import { metricRules } from '../prometheus/lint/lint-metrics.ts';
import { recordingRules } from '../prometheus/lint/lint-recordings.ts';
import { dashboardsIn, rulesIn } from './usage.ts';

const config = parseConfig({}, '/project/gapwatch.config.ts');
const files = generateAll(config);
const textOf = (name: string): string => files.find(({ path }) => path === `docs/generated/${name}.md`)?.text ?? '';
const pages = files.filter(({ path }) => path.startsWith('docs/generated/'));
const anchorsIn = (text: string): string[] => [...text.matchAll(/<a id="([^"]+)">/g)].map(([, id = '']) => id);

it('tells of every metric, recorded series, alert, panel and rule of the lint, each once', () => {
  const recorded = new Set(rulesIn(files).flatMap(({ record }) => record ?? []));
  const alerts = alertGroups(config).flatMap((group) => group.alerts.map(({ name }) => name));
  const panels = dashboardsIn(files).flatMap(({ uid, rows }) =>
    rows.flatMap((row) => row.panels.map(({ id }) => `${uid}-${id}`)),
  );
  const rules = [...expressionRules, ...metricRules, ...recordingRules, ...alertRules, ...dashboardRules].map(
    ({ name }) => name,
  );
  for (const [page, names] of [
    ['metrics', [...catalogue.map(({ name }) => name), ...recorded]],
    ['alerts', alerts],
    ['dashboards', panels],
    ['checks', rules],
  ] as const) {
    const anchors = anchorsIn(textOf(page));
    expect(
      anchors.filter((one, i) => anchors.indexOf(one) !== i),
      page,
    ).toEqual([]);
    expect(
      names.filter((name) => !anchors.includes(name)),
      page,
    ).toEqual([]);
    expect(names.length, page).toBeGreaterThan(20);
  }
});

it('says who uses a metric, by which queries, and with what an alert is sure', () => {
  const [row = ''] = textOf('metrics').match(/^.*<a id="mysql_up">.*$/m) ?? [];
  expect(row).toContain('| `mysql_up` | gauge |'.replace('| `', '`'));
  expect(row).toContain('[MySQLDown](alerts.md#MySQLDown)');
  expect(row).toMatch(/\[MySQL: MySQL up\]\(dashboards\.md#gapwatch-mysql-\d+\)/);
  const alert = textOf('alerts')
    .split('### ')
    .find((section) => section.includes('id="MySQLDown"'));
  expect(alert).toContain(
    '- Expression: `mysql_up == 0`\n- Limits: `down` `== 0`\n- Reads: [mysql_up](metrics.md#mysql_up)\n',
  );
  expect(alert).toContain('[runbook](../../alerts/generated/runbooks/MySQLDown.md)');
  expect(alert).toMatch(
    /- Drill: `kill-mysql`: .+\n- Tests: at \d+ moments it fires, at \d+ it is quiet\n {2}- fires when /,
  );
  const panel = textOf('dashboards').match(/^\| <a id="gapwatch-mysql-\d+"><\/a>MySQL up \|.*$/m)?.[0];
  expect(panel).toMatch(
    /`.*mysql_up\{instance=~"\$instance",job=~"\$job"\}.*` \| \[MySQLDown\]\(alerts\.md#MySQLDown\) \|$/,
  );
});

it('names runbooks that ask for a series, but not those of alerts that read it themselves', () => {
  const rowOf = (series: string) => textOf('metrics').match(new RegExp(`^.*<a id="${series}">.*$`, 'm'))?.[0];
  expect(rowOf('job:chat_messages:rate5m')).toMatch(/[|,] \[runbook of MessageSlow\]\(\S+MessageSlow\.md\).* \|$/);
  expect(rowOf('mysql_up')).not.toContain('runbook of MySQLDown');
});

it('says of each metric that nobody uses why it is told', () => {
  const rows = textOf('metrics')
    .split('\n')
    .filter((line) => line.includes('| nobody here'));
  expect(rows.length).toBeGreaterThan(0);
  expect(rows.filter((row) => !/\| nobody here: \S.+\. \|$/.test(row))).toEqual([]);
});

describe.each(pages)('the page $path', ({ path, text }) => {
  it('leads only to what there is', () => {
    const links = [...text.matchAll(/\]\(([^)#\s]*)(?:#([^)\s]+))?\)/g)];
    expect(links.length + Number(path.endsWith('checks.md'))).toBeGreaterThan(0);
    for (const [, file = '', place] of links) {
      const target = file === '' ? path : posix.join(posix.dirname(path), file);
      const found = files.find((one) => one.path === target);
      expect(found, `${path} → ${target}`).toBeDefined();
      if (place !== undefined) expect(anchorsIn(found?.text ?? ''), `${path} → ${target}`).toContain(place);
    }
  });

  it('has tables whose rows are as wide as their heads', () => {
    const widthOf = (line: string): number => line.replaceAll('\\|', '').split('|').length;
    const lines = text.split('\n');
    const odd = lines.filter((line, i) => {
      const before = lines[i - 1] ?? '';
      return line.startsWith('|') && before.startsWith('|') && widthOf(line) !== widthOf(before);
    });
    expect(odd).toEqual([]);
  });
});
