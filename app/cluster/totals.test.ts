import { expect, it } from 'vitest';
import { metric, oneOf } from '../../metrics/declare.ts';
import { register } from '../../metrics/prom-client.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { addTotals, growing } from './totals.ts';

const things = metric.counter('things', { help: 'Things.', labels: { kind: oneOf('a', 'b') } });
const waits = metric.histogram('waits', { help: 'Waits.', unit: 'seconds', buckets: [1, 2] });
const level = metric.gauge('level', { help: 'Level.' });

const measured = async (amount: number) => {
  const telemetry = createTelemetry();
  register(telemetry.registry, things).add({ kind: 'a' }, amount);
  register(telemetry.registry, waits).observe({}, amount);
  register(telemetry.registry, level).set({}, amount);
  return telemetry.collect();
};

it('adds counters and histograms series by series, and leaves gauges out', async () => {
  const sum = addTotals(growing(await measured(1)), growing(await measured(2)));
  const values = sum.map(({ name, values }) => [
    name,
    values.map(({ metricName, labels, value }) => [metricName ?? name, ...Object.values(labels), value]),
  ]);
  expect(values).toEqual([
    [
      'things_total',
      [
        ['things_total', 'a', 3],
        ['things_total', 'b', 0],
      ],
    ],
    [
      'waits_seconds',
      [
        ['waits_seconds_bucket', 1, 1],
        ['waits_seconds_bucket', 2, 2],
        ['waits_seconds_bucket', '+Inf', 2],
        ['waits_seconds_sum', 3],
        ['waits_seconds_count', 2],
      ],
    ],
  ]);
});
