import fc from 'fast-check';
import { expect, it, onTestFinished } from 'vitest';
import { writeGenerated } from '../test/support/generated-folder.ts';
import { promtool } from '../test/support/rule-tools.ts';
import { knownValue, templateValue } from './annotation.ts';
import { humanize, humanizeDuration, humanizePercentage } from './humanize.ts';

it('writes numbers for people', () => {
  expect([0, 0.2, 1234567, -1500].map(humanize)).toEqual(['0', '200m', '1.235M', '-1.5k']);
  expect([0, 0.01, 0.8, 1.23456].map(humanizePercentage)).toEqual(['0%', '1%', '80%', '123.5%']);
  expect([0, 0.25, 1.5, 90, 3600, 604_800].map(humanizeDuration)).toEqual([
    '0s',
    '250ms',
    '1.5s',
    '1m 30s',
    '1h 0m 0s',
    '7d 0h 0m 0s',
  ]);
});

/** Numbers where something changes, and others. The same each time: a doubt about a rounding must not come and go. */
const numbers = [
  ...[0, 0.001, 0.5, 0.9999, 0.99999, 1, 9.9995, 59, 60, 61.7, 999.94, 1000, 9999.6, 86_399, 86_400, 1e7, 1e15],
  ...[-0.25, 1.0625, 1 / 64, 3 / 64, -1, -75, -86_401, 1e-7, 1e-30, 12_345, 123_456, Infinity, -Infinity, NaN],
  ...fc.sample(fc.integer(), { numRuns: 100, seed: 1 }),
  ...fc.sample(fc.integer({ min: 0, max: 2000 }), { numRuns: 100, seed: 2 }).map((thousandths) => thousandths / 997),
];

const notation = (value: number): string =>
  Number.isNaN(value) ? 'NaN' : Number.isFinite(value) ? String(value) : value > 0 ? 'Inf' : '-Inf';

it('writes numbers as Prometheus does', async () => {
  const rules = {
    groups: [{ name: 'g', rules: [{ alert: 'A', expr: 'value', annotations: { ...templateValue } }] }],
  };
  const test = {
    rule_files: ['rules.yml'],
    tests: [
      {
        input_series: numbers.map((value, n) => ({ series: `value{n="${n}"}`, values: notation(value) })),
        alert_rule_test: [
          {
            eval_time: '0s',
            alertname: 'A',
            exp_alerts: numbers.map((value, n) => ({
              exp_labels: { n: String(n) },
              exp_annotations: { ...knownValue(value) },
            })),
          },
        ],
      },
    ],
  };
  const folder = await writeGenerated([
    { path: 'rules.yml', text: JSON.stringify(rules) },
    { path: 'test.yml', text: JSON.stringify(test) },
  ]);
  onTestFinished(folder.remove);
  expect((await promtool('test', 'rules', folder.path('test.yml'))).output).toContain('SUCCESS');
});
