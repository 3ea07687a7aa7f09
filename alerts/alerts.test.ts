import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import type { Dashboard } from '../dashboards/adapter/dashboard.ts';
import { chat } from '../dashboards/chat.ts';
import { chatTables } from '../dashboards/chat-tables.ts';
import { monitoring } from '../dashboards/monitoring.ts';
import type { Node } from '../metrics/promql/node.ts';
import { print } from '../metrics/promql/print.ts';
import { recordingGroups } from '../prometheus/recording-rules.ts';
import type { Alert } from './alert.ts';
import { alertGroups } from './alerts.ts';

const config = parseConfig({}, 'gapwatch.config.ts');
const alerts = alertGroups(config).flatMap((group) => group.alerts);

const childrenOf = (node: Node): readonly Node[] => {
  if (node.type === 'call') return node.args;
  if (node.type === 'aggregate') return [node.of];
  return node.type === 'binary' ? [node.left, node.right] : [];
};

const recorded = new Map(
  recordingGroups(config).flatMap(({ recordings }) => recordings.map(({ record, expr }) => [record, expr.node])),
);

/** Names of the series that an expression reads in the end; those of histograms without their suffix. */
const readBy = (node: Node): readonly string[] => {
  if (node.type !== 'selector') return childrenOf(node).flatMap(readBy);
  const expr = recorded.get(node.name);
  return expr ? readBy(expr) : [node.name.replace(/_(bucket|count)$/, '')];
};

/** Whether a value decides: a bare expression would fire whenever it has a series. */
const decides = (node: Node): boolean => {
  if (node.type === 'call') return node.name === 'absent';
  if (node.type !== 'binary') return false;
  return node.op === 'and' || node.op === 'or' ? childrenOf(node).every(decides) : /^(==|!=|<|>|<=|>=)$/.test(node.op);
};

it('lists every alert that a file of rules defines, each once', async () => {
  const folder = join(import.meta.dirname, 'rules');
  const files = globSync('*.ts', { cwd: folder });
  const modules: Record<string, unknown>[] = await Promise.all(files.map((file) => import(join(folder, file))));
  const isAlert = (value: unknown): value is Alert =>
    typeof value === 'object' && value !== null && 'annotate' in value;
  const defined = modules
    .flatMap((module) => Object.values(module))
    .map((value): unknown => (typeof value === 'function' ? value(config) : value))
    .filter(isAlert)
    .map(({ name }) => name);
  expect(alerts.map(({ name }) => name).sort()).toEqual(defined.sort());
  expect(new Set(defined).size).toBe(defined.length);
});

it.each(alerts.filter(({ severity }) => severity !== 'none'))('compares a value in $name', ({ expr }) => {
  expect(decides(expr.node)).toBe(true);
});

it.each(alerts)('tests $name on metrics that it reads, also where it is quiet', ({ expr, firing, quiet }) => {
  const read = readBy(expr.node);
  for (const { given } of [...firing, ...quiet]) {
    expect(given.map(({ metric }) => metric.name).filter((name) => !read.includes(name))).toEqual([]);
  }
  expect(quiet.filter(({ given }) => given.length === 0)).toEqual([]);
});

it('hides an alert only behind one that calls somebody at once', () => {
  const causes = alerts.flatMap(({ consequenceOf }) => consequenceOf);
  expect(causes).not.toEqual([]);
  for (const cause of causes) expect(alerts.find(({ name }) => name === cause.name)?.severity).toBe('page');
});

it('hides what agrees with its cause in labels that both have', () => {
  const labelsOf = (alert: Alert | undefined) => Object.keys(alert?.firing[0]?.fires[0].labels ?? {});
  for (const alert of alerts) {
    for (const { name, same } of alert.consequenceOf) {
      expect(labelsOf(alert)).toEqual(expect.arrayContaining([...same]));
      expect(labelsOf(alerts.find((cause) => cause.name === name))).toEqual(expect.arrayContaining([...same]));
    }
  }
});

const boards: readonly Dashboard[] = [chat, chatTables, monitoring];

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
