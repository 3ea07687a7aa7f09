import { afterAll, beforeAll, expect, it } from 'vitest';
import { pointsOf } from './ask.ts';
import { fleetOf } from './fleet.ts';
import { momentsOf, stepMs, writeWindow } from './history.ts';
import { producerOf } from './producers.ts';
import { startWritable, type WritablePrometheus } from './prometheus.ts';
import { groupsIn, recordWindow } from './record.ts';

const hour = 3_600_000;
const now = Math.floor(Date.now() / stepMs) * stepMs;
const from = now - hour;

let prometheus: WritablePrometheus;
beforeAll(async () => {
  prometheus = await startWritable();
});
afterAll(() => prometheus?.server.stop());

it('writes just the samples that were made, and records over them what rules would have', async () => {
  const { url } = prometheus.server;
  const labelled = (instance: string) =>
    [
      ['__name__', 'test_orders_total'],
      ['instance', instance],
      ['job', 'shop "남대문"\\'],
    ] as const;
  const make = () => ['a', 'b'].map((instance, i) => producerOf(labelled(instance), 'sums', 2, i));
  const times = momentsOf(from, now);
  expect(await writeWindow(url, make(), times)).toBe(2 * times.length);
  const span = { from: from / 1000, to: now / 1000 - 15, step: 15 };
  const stored = await pointsOf(url, 'test_orders_total', span);
  expect(stored.map(({ metric }) => metric)).toEqual(['a', 'b'].map((one) => Object.fromEntries(labelled(one))));
  for (const [i, producer] of make().entries()) {
    const [values = new Float64Array()] = producer.next(times);
    expect(stored[i]?.values).toEqual([...values].map((value, n) => [(times[n] ?? 0) / 1000, value]));
  }

  const groups = groupsIn(`groups:
  - name: test
    rules:
      - { record: 'job:test_orders:sum', expr: sum by (job) (test_orders_total), labels: { by: job } }
      - { record: 'job:test_orders:half', expr: 'job:test_orders:sum / 2' }
`);
  expect(await recordWindow(url, groups, { from, to: now })).toBe(2 * times.length);
  const [half] = await pointsOf(url, 'job:test_orders:half', span);
  expect(half?.metric).toEqual({ __name__: 'job:test_orders:half', by: 'job', job: 'shop "남대문"\\' });
  const sums = (stored[0]?.values ?? []).map(([time, value], n) => [
    time,
    (value + (stored[1]?.values[n]?.[1] ?? 0)) / 2,
  ]);
  expect(half?.values).toEqual(sums);
});

it('makes each series once, more with each instance, and histograms whose parts fit together', () => {
  const used = new Set(['chat_messages_total', 'chat_message_duration_seconds_bucket', 'up', 'mysql_up']);
  const seriesOf = (instances: number) =>
    fleetOf({ instances, mysqlServers: 2 }, used, now).flatMap(({ labels }) =>
      labels.map((one) => JSON.stringify(one)),
    );
  const [few, many] = [seriesOf(2), seriesOf(4)];
  expect(new Set(many).size).toBe(many.length);
  expect(many.length).toBeGreaterThan(1.5 * few.length);
  const histogram = fleetOf({ instances: 1, mysqlServers: 1 }, used, now).find(({ labels }) => labels.length > 1);
  const rows = histogram?.next(momentsOf(from, now)) ?? [];
  const [infinite, count] = [rows.at(-3), rows.at(-2)];
  expect(infinite).toEqual(count);
  for (const [i, row] of rows.slice(1, -2).entries()) {
    expect(row.every((value, n) => value >= (rows[i]?.[n] ?? 0))).toBe(true);
  }
});
