import { expect, it, onTestFinished } from 'vitest';
import { type Config, parseConfig } from '../config/load-config.ts';
import { vector } from '../metrics/promql/constant.ts';
import { seconds } from '../metrics/promql/duration.ts';
import type { Node } from '../metrics/promql/node.ts';
import { prometheusFiles } from '../prometheus/prometheus-files.ts';
import { writeGenerated } from '../test/support/generated-folder.ts';
import { promtool, type Verdict } from '../test/support/rule-tools.ts';

import { alertFiles } from './alert-files.ts';
import { alertGroups } from './alerts.ts';
import type { OwnedAlert } from './owners.ts';
import { rulesFile } from './rules-file.ts';

const config = parseConfig({}, 'gapwatch.config.ts');
const rulesPath = 'alerts/generated/alerts.rules.yml';
const testPaths = ['alerts/generated/alerts.test.yml', 'alerts/generated/alerts.hours.test.yml'];

const textOf = (path: string, ...args: Parameters<typeof alertFiles>): string =>
  alertFiles(...args).find((file) => file.path === path)?.text ?? '';

/** Runs the generated tests on the generated rules, or on those that are given. */
const testRules = async (of: Config, change?: (alert: OwnedAlert) => OwnedAlert): Promise<Verdict> => {
  const groups = alertGroups(of).map(({ name, alerts }) => ({ name, alerts: change ? alerts.map(change) : alerts }));
  const folder = await writeGenerated([...prometheusFiles(of), ...alertFiles(of), rulesFile(groups, of, {})]);
  onTestFinished(folder.remove);
  return promtool('test', 'rules', ...testPaths.map(folder.path));
};

/** Names of the tests that failed. */
const failed = ({ output }: Verdict): string[] =>
  [...output.matchAll(/^\s+name: (.+),$/gm)].map(([, name = '']) => name);

const alerts = alertGroups(config).flatMap((group) => group.alerts);

it('generates the same bytes each time', () => {
  expect(alertFiles(config)).toEqual(alertFiles(parseConfig({}, 'gapwatch.config.ts')));
});

it('passes its own tests at the default thresholds', async () => {
  expect(await testRules(config)).toMatchObject({ well: true, output: expect.stringContaining('SUCCESS') });
});

it('passes its own tests at thresholds that somebody has chosen', async () => {
  const chosen = parseConfig(
    {
      service: 'talk',
      urls: { runbooks: 'https://wiki.example/runbooks' },
      thresholds: {
        eventLoopDelaySeconds: 0.03,
        messageDurationSeconds: 0.3,
        messageErrorRatio: 0,
        messageErrorCount: 0,
        durationCount: 20,
        httpErrorRatio: 0,
        httpErrorCount: 0,
        httpDurationSeconds: 0.1,
        socketsLeftRatio: 0.9,
        socketsLeftCount: 0,
        handshakesRefusedRatio: 0.9,
        handshakesRefusedCount: 0,
        workerSilences: 0,
        heapRatio: 0.99,
        mysqlConnectionsRatio: 0.333,
        workerRestarts: 0,
        tableNearCapRatio: 1,
        tableBacklogRatio: 2.5,
        tableCapForecastSeconds: 86_400,
        tableCapForecastRatio: 0.9,
        poolWaitSeconds: 2.5,
        scrapeDurationSeconds: 0.7,
        notificationErrorRatio: 0.5,
      },
    },
    'gapwatch.config.ts',
  );
  expect(await testRules(chosen)).toMatchObject({ well: true, output: expect.stringContaining('SUCCESS') });
});

it('has a test that fails if an alert never fires', async () => {
  const silent = await testRules(config, (alert) => ({ ...alert, for: seconds(1e6) }));
  for (const { name } of alerts) expect(failed(silent).join('\n')).toContain(`${name} fires when`);
});

/** The expression without what decides, so that it holds whenever there is something to look at. */
const undecided = (node: Node): Node => {
  if (node.type === 'call' && node.name === 'absent') return vector(1).node;
  if (node.type !== 'binary' || /^[-+*/]$/.test(node.op)) return node;
  return undecided(node.left);
};

it('has a test that fails if an alert fires whenever it has something to look at', async () => {
  const loud = await testRules(config, ({ keepFiringFor: _, ...alert }) => ({
    ...alert,
    expr: { node: undecided(alert.expr.node) },
    for: seconds(0),
  }));
  for (const { name, severity } of alerts) {
    if (severity !== 'none') expect(failed(loud).join('\n')).toContain(`${name} is quiet when`);
  }
});

it('links each alert to its runbook and its panel', () => {
  const rules = textOf(rulesPath, parseConfig({ urls: { runbooks: 'https://wiki.example/r' } }, 'gapwatch.config.ts'));
  expect(rules).toContain('runbook_url: https://wiki.example/r/MySQLDown.md\n');
  expect(rules).toMatch(/dashboard_url: http:\/\/127\.0\.0\.1:13030\/d\/gapwatch-chat-tables\?viewPanel=\d+\n/);
  const runbooks = alertFiles(config).flatMap(({ path }) => /runbooks\/(.+)\.md$/.exec(path)?.[1] ?? []);
  expect(runbooks.sort()).toEqual(alerts.map(({ name }) => name).sort());
});

it('has one threshold in rule, text and runbook', () => {
  const files = alertFiles(parseConfig({ thresholds: { mysqlConnectionsRatio: 0.125 } }, 'gapwatch.config.ts'));
  const about = (path: string): string => files.find((file) => file.path.endsWith(path))?.text ?? '';
  expect(about('alerts.rules.yml')).toContain('mysql_global_variables_max_connections > 0.125\n');
  expect(about('alerts.rules.yml')).toContain("summary: More than 12.5% of MySQL's connections are in use\n");
  expect(about('MySQLConnections.md')).toContain('more than 12.5% of the connections');
  expect(about('MySQLConnections.md')).toContain('mysql_global_variables_max_connections > 0.125\n');
});

it('divides times by the scale, from the same source, and says so', () => {
  const faster = textOf(rulesPath, config, { timeScale: 60 });
  expect(textOf(rulesPath, config)).toContain('- alert: TargetDown\n        expr: up == 0\n        for: 3m\n');
  expect(faster).toContain('- alert: TargetDown\n        expr: up == 0\n        for: 3s\n');
  expect(faster).toContain('increase(chat_worker_restarts_total[15s]) > 3\n        keep_firing_for: 15s\n');
  expect(textOf('alerts/generated/runbooks/TargetDown.md', config, { timeScale: 60 })).toContain(
    'The clock of the rules runs 60 times as fast as in earnest',
  );
  for (const path of testPaths) expect(textOf(path, config, { timeScale: 60 })).toBe('');
});
