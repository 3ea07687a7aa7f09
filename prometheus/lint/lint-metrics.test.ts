import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { metric } from '../../metrics/declare.ts';
import { lintMetrics, metricRules } from './lint-metrics.ts';

const used = new Set(['shop_orders_total', 'shop_wait_seconds_bucket']);
const file = 'shop/metrics.ts';

it('has every rule of the folder, named as its file', async () => {
  const files = await readdir(new URL('metrics', import.meta.url));
  expect(metricRules.map(({ name }) => `${name}.ts`).sort()).toEqual(files.sort());
});

describe.each(metricRules)('the rule $name', ({ name, good, bad }) => {
  it.each(good)('says nothing, as no other does, of $name', (example) => {
    expect(lintMetrics([{ file, metrics: [example] }], used)).toEqual([]);
  });

  it.each(bad)('says of $example.name: $says', ({ example, says }) => {
    const said = lintMetrics([{ file, metrics: [example] }], used);
    expect(said).toEqual([{ file, where: `metric ${example.name}`, rule: name, message: says }]);
  });
});

it('names the file in which each is declared', () => {
  const metrics = [metric.gauge('shop_lamps', { help: 'Lamps.' })];
  const said = lintMetrics(
    [
      { file, metrics: [] },
      { file: 'shop/light.ts', metrics },
    ],
    used,
  );
  expect(said.map((one) => `${one.file}: ${one.where}`)).toEqual(['shop/light.ts: metric shop_lamps']);
});
