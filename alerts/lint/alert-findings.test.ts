import { expect, it } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import { alertFiles } from '../alert-files.ts';
import { alertsWithoutRunbook, incompleteAlerts, untestedAlerts } from './alert-findings.ts';

const generated = alertFiles(parseConfig({}, 'gapwatch.config.ts'));
const source = (name: string) => ({
  file: name,
  text: generated.find(({ path }) => path === `alerts/generated/${name}`)?.text ?? '',
});
const rules = source('alerts.rules.yml');
const tests = [source('alerts.test.yml'), source('alerts.hours.test.yml')];
const runbooks = generated.flatMap(({ path }) => /runbooks\/(.+)$/.exec(path)?.[1] ?? []);

it('finds nothing wrong in what is generated', () => {
  expect(untestedAlerts([rules], tests)).toEqual([]);
  expect(alertsWithoutRunbook(rules, runbooks)).toEqual([]);
  expect(incompleteAlerts(rules)).toEqual([]);
});

/** A rule file with one alert more, as somebody may have written it by hand. */
const mine = {
  file: 'mine.yml',
  text: `groups: [{ name: mine, rules: [
    { record: "a:b:c", expr: up },
    { alert: Mine, expr: up == 0, labels: { severity: urgent }, annotations: { summary: Down, description: " ", runbook_url: http://x/ } }
  ] }]`,
};

const testing = (...moments: readonly object[]) => ({
  file: 'mine.test.yml',
  text: JSON.stringify({ tests: [{ alert_rule_test: moments }] }),
});
const fires = { alertname: 'Mine', exp_alerts: [{}] };
const quiet = { alertname: 'Mine' };
const lacks = (which: string) => ({
  file: 'mine.yml',
  where: 'alert Mine',
  message: `it has no test ${which}; add one to the definition of the alert.`,
});

it('finds an alert without a test in which it fires, or without one in which it is quiet', () => {
  expect(untestedAlerts([mine], [testing(fires, quiet)])).toEqual([]);
  expect(untestedAlerts([mine], [testing(fires), testing(quiet)])).toEqual([]);
  expect(untestedAlerts([mine], [testing(fires)])).toEqual([lacks('in which it is quiet')]);
  expect(untestedAlerts([mine], [testing({ ...quiet, exp_alerts: [] })])).toEqual([lacks('in which it fires')]);
  expect(untestedAlerts([mine], [testing({ ...fires, alertname: 'Yours' })])).toEqual([
    lacks('in which it fires'),
    lacks('in which it is quiet'),
  ]);
  expect(untestedAlerts([mine, rules], [{ file: 'mine.test.yml', text: '' }])).toEqual([
    expect.objectContaining({ file: 'mine.test.yml', where: 'whole file' }),
  ]);
});

it('finds an alert without a runbook', () => {
  expect(alertsWithoutRunbook(mine, ['Mine.md'])).toEqual([]);
  expect(alertsWithoutRunbook(mine, ['Yours.md', 'mine.md'])).toEqual([
    {
      file: 'mine.yml',
      where: 'alert Mine',
      message: 'there is no runbook Mine.md; write what to do when it fires, and generate.',
    },
  ]);
});

it('finds an alert that lacks annotations, or whose severity nobody routes', () => {
  expect(incompleteAlerts(mine).map(({ message }) => message)).toEqual([
    'it lacks the annotation description; add it.',
    'it lacks the annotation dashboard_url; add it.',
    'its severity is urgent, expected page, ticket or none.',
  ]);
});

it('leaves a file alone that is not one of rules: the check of its expressions says so', () => {
  expect(incompleteAlerts({ file: 'broken.yml', text: 'groups: 3' })).toEqual([]);
});
