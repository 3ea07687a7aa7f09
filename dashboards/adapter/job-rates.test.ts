import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, it, onTestFinished } from 'vitest';
import { metric, oneOf } from '../../metrics/declare.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { histogramQuantile } from '../../metrics/promql/functions.ts';
import { print } from '../../metrics/promql/print.ts';
import type { Expression } from '../../metrics/promql/vector.ts';
import { jobBucketRate, jobRate, jobTimes } from '../../prometheus/job-rates.ts';
import { promtool } from '../../test/support/rule-tools.ts';
import { bucketRates, jointTimes, rates } from './job-rates.ts';

const orders = metric.counter('shop_orders', { help: 'Orders.', labels: { outcome: oneOf('paid', 'refused') } });
const wait = metric.histogram('shop_wait', { help: 'Time.', unit: 'seconds', buckets: [1, 2] });

/** Two instances that count 1 and 2 a second, and a record of both that is unlike their sum, so that one sees who was asked. */
const given = [
  { series: 'shop_orders_total{job="shop",instance="a:80",outcome="paid"}', values: '0+15x40' },
  { series: 'shop_orders_total{job="shop",instance="b:80",outcome="paid"}', values: '0+30x40' },
  { series: 'shop_orders_total{job="stall",instance="c:80",outcome="paid"}', values: '0+75x40' },
  { series: `${jobRate(orders).record}{job="shop",outcome="paid"}`, values: '100x40' },
  { series: `${jobRate(orders).record}{job="shop",outcome="refused"}`, values: '1000x40' },
  { series: `${jobRate(orders).record}{job="stall",outcome="paid"}`, values: '10000x40' },
  // Once a minute, just after it.
  { series: `${jobTimes(orders).record}{job="shop",outcome="paid"}`, values: `_ ${'500 _ _ _ '.repeat(10)}` },
  ...['1', '2', '+Inf'].map((le) => ({
    series: `shop_wait_seconds_bucket{job="shop",instance="a:80",le="${le}"}`,
    values: le === '1' ? '0+0x40' : '0+15x40',
  })),
  ...['1', '2', '+Inf'].map((le) => ({
    series: `${jobBucketRate(wait).record}{job="shop",le="${le}"}`,
    values: '100x40',
  })),
];

/** An expression as Grafana sends it where these are chosen. */
const sent = (expr: Expression, job: string, instance: string): string =>
  print(expr)
    .replaceAll('$job', job)
    .replaceAll('$instance', instance)
    .replaceAll('$__rate_interval', '1m')
    .replaceAll('$__interval', '1m');

const answers = async (expr: string, value: number) => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-rates-'));
  onTestFinished(() => rm(folder, { recursive: true }));
  const file = join(folder, 'rates.test.yml');
  const asked = [{ expr, eval_time: '8m', exp_samples: [{ labels: '{}', value }] }];
  const tests = [{ interval: '15s', input_series: given, promql_expr_test: asked }];
  await writeFile(file, JSON.stringify({ rule_files: [], tests }));
  return promtool('test', 'rules', file);
};

const paid = sum(rates(orders, { outcome: 'paid' }));

it.each([
  ['all instances of all jobs', '.+', '.+', 10_100],
  ['all instances of a job', 'shop', '.+', 100],
  ['one instance', '.+', 'a:80', 1],
  ['two instances', 'shop', '(a:80|b:80)', 3],
  ['an instance that was typed as a pattern', 'shop', 'b.*', 2],
  ['instances of two jobs', '(shop|stall)', '(a:80|c:80)', 6],
])('asks the record of all instances, and the instances that are chosen: %s', async (_, job, instance, value) => {
  expect(await answers(sent(paid, job, instance), value)).toMatchObject({ well: true });
});

it.each([
  ['all instances', '.+', 0.99],
  ['one instance', 'a:80', 1.99],
])('does so for distributions: %s', async (_, instance, value) => {
  const quantile = histogramQuantile(0.99, sum(bucketRates(wait), { by: ['le'] }));
  expect(await answers(`round(${sent(quantile, '.+', instance)}, 0.01)`, value)).toMatchObject({ well: true });
});

it.each([
  ['all instances', '.+', 500],
  ['one instance', 'b:80', 120],
])('does so for how often something happened: %s', async (_, instance, value) => {
  expect(await answers(sent(sum(jointTimes(orders)), 'shop', instance), value)).toMatchObject({ well: true });
});
