import { expect, it, onTestFinished } from 'vitest';
import { writeGenerated } from '../../test/support/generated-folder.ts';
import { promtool } from '../../test/support/rule-tools.ts';
import { sliceTests } from './slice-tests.ts';

const recording = `groups:
  - name: shop
    interval: 30s
    rules:
      - record: job:shop_carts:sum
        expr: sum by (job) (shop_carts)
      - record: job:shop_carts:half
        expr: job:shop_carts:sum / 2
      - record: job:shop_size:sum
        expr: sum by (job) (shop_size_bytes)
`;
const alerts = `groups:
  - name: alerts
    rules:
      - alert: Many
        expr: job:shop_carts:half > 5
      - alert: Large
        expr: job:shop_size:sum > 5
      - alert: Any
        expr: count by (job) (ALERTS{alertname!="Any"}) > 0
`;
const ruleFiles = new Map([
  ['recording.yml', recording],
  ['alerts.yml', alerts],
]);

const momentOf = (alertname: string, fires: boolean) => ({
  eval_time: '2m',
  alertname,
  exp_alerts: fires ? [{ exp_labels: { job: 'shop' } }] : [],
});
const testOf = (alertname: string, carts: number, fires: boolean) => ({
  interval: '15s',
  input_series: [{ series: 'shop_carts{job="shop"}', values: `${carts}x20` }],
  alert_rule_test: [momentOf(alertname, fires)],
});
const testFile = (...tests: readonly object[]) => ({
  file: 'alerts.test.yml',
  text: JSON.stringify({
    rule_files: ['recording.yml', 'alerts.yml'],
    evaluation_interval: '30s',
    group_eval_order: ['shop', 'alerts'],
    tests,
  }),
});

const namesIn = (text: string): string[] =>
  [...text.matchAll(/"(?:alert|record)":"([^"]+)"/g)].map(([, name = '']) => name);

it('gives each test the rules that it needs, those that they need included, and keeps their order and interval', () => {
  const slices = sliceTests(
    testFile(testOf('Many', 20, true), testOf('Large', 1, false), testOf('Many', 1, false)),
    ruleFiles,
  );
  expect(slices?.map(({ about, rules }) => [about, namesIn(rules)])).toEqual([
    ['Many', ['job:shop_carts:sum', 'job:shop_carts:half', 'Many']],
    ['Large', ['job:shop_size:sum', 'Large']],
  ]);
  expect(slices?.[0]?.rules).toContain('"interval":"30s"');
  expect(JSON.parse(slices?.[0]?.tests('mine.yml') ?? '')).toMatchObject({
    rule_files: ['mine.yml'],
    evaluation_interval: '30s',
    tests: [{ alert_rule_test: [momentOf('Many', true)] }, { alert_rule_test: [momentOf('Many', false)] }],
  });
});

it('gives all rules to a test of what looks at alerts', () => {
  const [slice] = sliceTests(testFile(testOf('Any', 20, true)), ruleFiles) ?? [];
  expect(namesIn(slice?.rules ?? '')).toHaveLength(6);
});

it('knows what a test of an expression needs', () => {
  const test = { promql_expr_test: [{ expr: 'job:shop_carts:half + 1', eval_time: '1m', exp_samples: [] }] };
  const [slice] = sliceTests(testFile(test), ruleFiles) ?? [];
  expect(namesIn(slice?.rules ?? '')).toEqual(['job:shop_carts:sum', 'job:shop_carts:half']);
});

it('leaves what is no file of tests, or names rules that are not there, to promtool', () => {
  expect(sliceTests({ file: 'a.yml', text: 'tests: 3' }, ruleFiles)).toBeUndefined();
  expect(sliceTests({ file: 'a.yml', text: '{' }, ruleFiles)).toBeUndefined();
  expect(sliceTests(testFile(testOf('Many', 20, true)), new Map())).toBeUndefined();
});

it('comes to the same as promtool with all the rules, whether a test succeeds or fails', async () => {
  const cases = [
    testOf('Many', 20, true),
    testOf('Many', 1, false),
    testOf('Any', 20, true),
    testOf('Large', 1, false),
  ];
  const wrong = [testOf('Many', 20, false), testOf('Many', 1, true)];
  for (const test of [...cases, ...wrong]) {
    const whole = testFile(test);
    const [slice] = sliceTests(whole, ruleFiles) ?? [];
    const files = { ...Object.fromEntries(ruleFiles), 'part.yml': slice?.rules ?? '' };
    const folder = await writeGenerated([
      ...Object.entries(files).map(([path, text]) => ({ path, text })),
      { path: 'whole.test.yml', text: whole.text },
      { path: 'part.test.yml', text: slice?.tests('part.yml') ?? '' },
    ]);
    onTestFinished(folder.remove);
    const verdicts = await Promise.all(
      ['whole', 'part'].map(async (name) => (await promtool('test', 'rules', folder.path(`${name}.test.yml`))).well),
    );
    const isRight = !wrong.includes(test);
    expect(verdicts).toEqual([isRight, isRight]);
  }
});
