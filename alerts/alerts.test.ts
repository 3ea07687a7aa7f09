import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import type { Dashboard } from '../dashboards/adapter/dashboard.ts';
import { chat } from '../dashboards/chat.ts';
import { chatTables } from '../dashboards/chat-tables.ts';
import { logPipeline } from '../dashboards/log-pipeline.ts';
import { monitoring } from '../dashboards/monitoring.ts';
import { mysql } from '../dashboards/mysql.ts';
import { search } from '../dashboards/search.ts';
import { slo } from '../dashboards/slo.ts';
import { swarm } from '../dashboards/swarm.ts';
import type { Node } from '../metrics/promql/node.ts';
import { print } from '../metrics/promql/print.ts';
import { childrenOf } from '../metrics/promql/walk.ts';
import { recordingGroups } from '../prometheus/recording-rules.ts';
import type { Alert } from './alert.ts';
import { alertGroups } from './alerts.ts';
import { templateLabels, templateValue } from './annotation.ts';
import { drills } from './drills.ts';
import { labelsOfAlert } from './rules-file.ts';
import { recordingsOf, ruleTests } from './test-file.ts';

const config = parseConfig({}, 'gapwatch.config.ts');
const alerts = alertGroups(config).flatMap((group) => group.alerts);

const recorded = recordingsOf(config);

const allRecordings = recordingGroups(config).flatMap(({ recordings }) => recordings);

/** The name of a metric without what its histogram's series add to it. */
const baseOf = (name: string): string => name.replace(/_(bucket|count|sum)$/, '');

/** Names of the series that an expression reads in the end; those of histograms without their suffix. */
const readBy = (node: Node): readonly string[] => {
  if (node.type !== 'selector') return childrenOf(node).flatMap(readBy);
  const rules = allRecordings.filter(({ record }) => record === node.name);
  return rules.length > 0 ? rules.flatMap(({ expr }) => readBy(expr.node)) : [baseOf(node.name)];
};

it('lists every alert that a file of rules defines, each once', async () => {
  const folder = join(import.meta.dirname, 'rules');
  const files = globSync('*.ts', { cwd: folder });
  const modules: Record<string, unknown>[] = await Promise.all(files.map((file) => import(join(folder, file))));
  const isAlert = (value: unknown): value is Alert =>
    typeof value === 'object' && value !== null && 'annotate' in value;
  const defined = modules
    .flatMap((module) => Object.values(module))
    .flatMap((value): unknown => (typeof value === 'function' ? value(config) : value))
    .filter(isAlert)
    .map(({ name }) => name);
  expect(alerts.map(({ name }) => name).sort()).toEqual(defined.sort());
  expect(new Set(defined).size).toBe(defined.length);
});

it.each(alerts)('tests $name on metrics that it reads, and all that it reads', (one) => {
  const read = new Set(readBy(one.expr.node));
  const given = new Set(
    ruleTests(one, recorded).flatMap((test) => test.given.map(({ metric }) => baseOf(metric.name))),
  );
  expect([...given].filter((name) => !read.has(name))).toEqual([]);
  expect([...read].filter((name) => !given.has(name) && one.severity !== 'none')).toEqual([]);
});

it.each(alerts)('says in a line what $name is about, with a number that stays the same while it fires', (one) => {
  const { summary } = one.annotate(templateLabels, templateValue);
  expect(summary).not.toContain('$value');
  if (one.severity !== 'none') expect(summary).toMatch(/\d/);
});

it('hides an alert only behind one that calls somebody at once', () => {
  const causes = alerts.flatMap(({ consequenceOf }) => consequenceOf);
  expect(causes).not.toEqual([]);
  for (const cause of causes) expect(alerts.find(({ name }) => name === cause.name)?.severity).toBe('page');
});

it('hides what agrees with its cause in labels that both have', () => {
  const labelsOf = (alert: Alert | undefined) => (alert ? labelsOfAlert(alert) : []);
  for (const alert of alerts) {
    for (const { name, same } of alert.consequenceOf) {
      expect(labelsOf(alert)).toEqual(expect.arrayContaining([...same]));
      expect(labelsOf(alerts.find((cause) => cause.name === name))).toEqual(expect.arrayContaining([...same]));
    }
  }
});

it('names a fault that is known how to make, of which each is a drill of some alert', () => {
  const named = new Set(alerts.flatMap(({ drill }) => (typeof drill === 'string' ? [drill] : [])));
  expect([...named].sort()).toEqual(Object.keys(drills).sort());
});

const boards: readonly Dashboard[] = [chat, chatTables, logPipeline, monitoring, mysql, search, slo, swarm];

/** Titles of the panels that draw a threshold of the configuration as a line. */
const drawing = (key: string): readonly string[] =>
  boards
    .flatMap(({ rows }) => rows.flatMap(({ panels }) => panels))
    .filter((panel) => panel.kind === 'timeseries' && Object.values(panel.threshold ?? {}).some((one) => one === key))
    .map(({ title }) => title);

const recordings = (of: typeof config): readonly string[] =>
  recordingGroups(of).flatMap((group) => group.recordings.map(({ expr }) => print(expr)));

const changedRecordings = (other: typeof config): readonly string[] =>
  recordings(other).filter((expr, i) => expr !== recordings(config)[i]);

it('links an alert to a panel that draws its threshold, where there is one', () => {
  const shownElsewhere = Object.entries(config.thresholds).flatMap(([key, value]) => {
    const lines = drawing(key);
    const other = { ...config, thresholds: { ...config.thresholds, [key]: value * 2 } };
    const changed = alertGroups(other)
      .flatMap((group) => group.alerts)
      .filter((alert, i) => print(alert.expr) !== print(alerts[i]?.expr ?? alert.expr));
    // Objectives decide over what is recorded; the alerts over that are the same for all.
    expect([...changed, ...changedRecordings(other)], key).not.toEqual([]);
    return changed
      .filter(({ panel }) => lines.length > 0 && !lines.includes(panel.title))
      .map((alert) => `${alert.name} about ${key}: ${alert.panel.title}, but ${lines.join(' and ')} draws it`);
  });
  expect(shownElsewhere).toEqual([]);
});

it('refuses a threshold that the buckets of its metric cannot tell apart', () => {
  const tooHigh = parseConfig({ thresholds: { messageDurationSeconds: 30 } }, 'gapwatch.config.ts');
  expect(() => alertGroups(tooHigh)).toThrow(
    'thresholds.messageDurationSeconds is 30, expected from 0.001 to 2.5: the buckets of chat_message_duration_seconds tell nothing apart beyond that.',
  );
});
