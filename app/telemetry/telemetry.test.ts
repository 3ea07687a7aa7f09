import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterEach, expect, it } from 'vitest';
import { until } from '../../test/support/start-app.ts';
import { measureEventLoop } from './event-loop.ts';
import { measureProcess } from './process.ts';
import { createTelemetry, type Telemetry } from './telemetry.ts';

let stop: (() => void) | undefined;
afterEach(() => stop?.());

const valueIn = async (telemetry: Telemetry, name: string, labels: Record<string, string>, metricName?: string) => {
  const family = (await telemetry.collect()).find((one) => one.name === name);
  const value = family?.values.find(
    (one) => one.metricName === metricName && Object.entries(labels).every(([key, label]) => one.labels[key] === label),
  );
  return value?.value ?? Number.NaN;
};

it('shows for how long the event loop stood still', async () => {
  const telemetry = createTelemetry();
  stop = measureEventLoop(telemetry, '1');
  const delay = (stat: string) => valueIn(telemetry, 'nodejs_eventloop_delay_seconds', { worker: '1', stat });
  await until('There is a first sample to measure from', async () => (await delay('max')) > 0);
  // A sample is due 50 ms after the beginning at the latest.
  for (const end = performance.now() + 300; performance.now() < end; );
  await until('The stall shows', async () => (await delay('max')) > 0.2);
  expect(await delay('p99')).toBeGreaterThan(0.2);
  expect(await valueIn(telemetry, 'nodejs_eventloop_utilization_ratio', { worker: '1' })).toBeGreaterThan(0);
});

it('counts pauses of the garbage collector by their kind, and tells memory and processor time', async () => {
  const telemetry = createTelemetry();
  stop = measureProcess(telemetry, '1');
  setFlagsFromString('--expose-gc');
  runInNewContext('gc')();
  const count = () =>
    valueIn(telemetry, 'nodejs_gc_duration_seconds', { kind: 'major' }, 'nodejs_gc_duration_seconds_count');
  await until('The pause is counted', async () => (await count()) >= 1);
  const heap = async (state: string) => valueIn(telemetry, 'nodejs_heap_bytes', { worker: '1', state });
  expect(await heap('used')).toBeLessThanOrEqual(await heap('limit'));
  expect(await valueIn(telemetry, 'process_resident_memory_bytes', { worker: '1' })).toBeGreaterThan(
    await heap('used'),
  );
  const before = await valueIn(telemetry, 'process_cpu_seconds_total', { worker: '1' });
  expect(await valueIn(telemetry, 'process_cpu_seconds_total', { worker: '1' })).toBeGreaterThanOrEqual(before);
});
