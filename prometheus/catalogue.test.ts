import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Metric } from '../metrics/declare.ts';
import { catalogue } from './catalogue.ts';

const isMetric = (value: unknown): value is Metric =>
  typeof value === 'object' && value !== null && 'kind' in value && 'name' in value && 'help' in value;

/** Metrics among the exports of a file, alone, in a list or in a group. */
const metricsIn = (value: unknown): Metric[] => {
  if (isMetric(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(metricsIn) : [];
};

it('has every metric that a file of declarations exports', async () => {
  const root = join(import.meta.dirname, '..');
  const files = globSync('{app/metrics,exporter/**/families,prometheus/builtin}.ts', { cwd: root });
  expect(files.length).toBeGreaterThan(4);
  const exported = await Promise.all(
    files.map(async (file) => Object.values<unknown>(await import(join(root, file))).flatMap(metricsIn)),
  );
  expect(new Set(catalogue)).toEqual(new Set(exported.flat()));
});

it('has no name twice, the series of histograms included', () => {
  const names = catalogue.flatMap(({ kind, name }) =>
    kind === 'histogram' ? [name, `${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
