import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { exampleSeries } from '../../prometheus/lint/example-series.ts';
import type { WrittenAlert } from './alert-rule.ts';
import { exampleAlert, exampleSurroundings } from './example-alert.ts';
import { alertRules, lintAlerts } from './lint-alerts.ts';
import { runbooksOf, testsOf } from './surroundings.ts';

const sourceOf = (...rules: readonly object[]) => ({
  file: 'some.yml',
  text: JSON.stringify({ groups: [{ name: 'shop', rules }] }),
});

/** What is said of the example's alert with some changes, which stands after one named Before. */
const lint = (changes: Partial<WrittenAlert>) => {
  const before = { alert: 'Before', expr: 'up == 0' };
  return lintAlerts([sourceOf(before, exampleAlert(changes))], exampleSeries, exampleSurroundings).slice(
    lintAlerts([sourceOf(before)], exampleSeries, exampleSurroundings).length,
  );
};

it('has every rule of the folder, named as its file', async () => {
  const files = await readdir(new URL('rules', import.meta.url));
  expect(alertRules.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
});

describe.each(alertRules)('the rule $name', ({ name, good, bad }) => {
  it.each(good.map((example, i) => ({ i, example })))(
    'says nothing, as no other does, of good example $i',
    ({ example }) => {
      expect(lint(example)).toEqual([]);
    },
  );

  it.each(bad)('says: $says', ({ example, says }) => {
    expect(lint(example)).toContainEqual({
      file: 'some.yml',
      where: `alert ${example.alert ?? 'CartsLeft'}`,
      rule: name,
      message: says,
    });
  });
});

it('leaves a file alone that is not one of rules: the check of its expressions says so', () => {
  expect(lintAlerts([{ file: 'some.yml', text: 'groups: 3' }], exampleSeries, exampleSurroundings)).toEqual([]);
});

it('counts in which tests an alert fires and is quiet, in all files, and says which it cannot read', () => {
  const testing = (...moments: readonly object[]) => ({
    file: 'some.test.yml',
    text: JSON.stringify({ tests: [{ alert_rule_test: moments }, {}] }),
  });
  const fires = { alertname: 'A', exp_alerts: [{}] };
  const { tests } = testsOf([testing(fires, { alertname: 'A' }), testing({ alertname: 'A', exp_alerts: [] }, fires)]);
  expect([...tests]).toEqual([['A', { fires: 2, quiet: 2 }]]);
  expect(testsOf([{ file: 'some.test.yml', text: '' }]).unreadable).toMatchObject([
    { file: 'some.test.yml', where: 'whole file', rule: 'readable' },
  ]);
});

it('knows runbooks by their names', () => {
  const files = ['alerts/generated/runbooks/A.md', 'alerts/generated/runbooks/a.txt', 'runbooks.md'];
  expect([...runbooksOf(files.map((file) => ({ file, text: file }))).keys()]).toEqual(['A']);
});
