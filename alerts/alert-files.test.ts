import { expect, it, onTestFinished } from 'vitest';
import { checkOutside } from '../cli/outside-checks.ts';
import { type Config, parseConfig } from '../config/load-config.ts';
import { prometheusFiles } from '../prometheus/prometheus-files.ts';
import { failedTests } from '../test/support/alert-tests.ts';
import { writeGenerated } from '../test/support/generated-folder.ts';
import { alertFiles } from './alert-files.ts';
import { alertGroups } from './alerts.ts';
import type { OwnedAlert } from './owners.ts';
import { paces } from './timeline.ts';

const config = parseConfig({}, 'gapwatch.config.ts');
const rulesPath = 'alerts/generated/alerts.rules.yml';
const testPaths = paces.map(({ name }) => `alerts/generated/${name}`);

const textOf = (path: string, ...args: Parameters<typeof alertFiles>): string =>
  alertFiles(...args).find((file) => file.path === path)?.text ?? '';

const alertsOf = (of: Config): readonly OwnedAlert[] => alertGroups(of).flatMap((group) => group.alerts);

const alerts = alertsOf(config);

it('generates the same bytes each time', () => {
  expect(alertFiles(config)).toEqual(alertFiles(parseConfig({}, 'gapwatch.config.ts')));
});

it('passes its own tests as the files stand', async () => {
  const folder = await writeGenerated([...prometheusFiles(config), ...alertFiles(config)]);
  onTestFinished(folder.remove);
  expect(await checkOutside(folder.path(''), testPaths)).toEqual({ findings: [], notMade: [] });
});

it('passes its own tests at thresholds that somebody has chosen', async () => {
  const chosen = parseConfig(
    {
      service: 'talk',
      urls: { runbooks: 'https://wiki.example/runbooks' },
      thresholds: {
        eventLoopDelaySeconds: 0.03,
        eventLoopDelayUrgentSeconds: 0.04,
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
        mysqlConnectionsUrgentRatio: 0,
        workerRestarts: 0,
        tableNearCapRatio: 1,
        tableNearCapUrgentRatio: 0,
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
  expect(await failedTests(alertsOf(chosen), chosen)).toEqual([]);
});

it('links each alert to its runbook and its panel', () => {
  const rules = textOf(rulesPath, parseConfig({ urls: { runbooks: 'https://wiki.example/r' } }, 'gapwatch.config.ts'));
  expect(rules).toContain('runbook_url: https://wiki.example/r/MySQLDown.md\n');
  expect(rules).toMatch(
    /dashboard_url: http:\/\/127\.0\.0\.1:13030\/d\/gapwatch-chat-tables\?viewPanel=\d+&from=\{\{ .+ \}\}&to=\{\{ .+ \}\}\n/,
  );
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
