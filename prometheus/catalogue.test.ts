import { globSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Metric } from '../metrics/declare.ts';
import { catalogue, declarations } from './catalogue.ts';

const isMetric = (value: unknown): value is Metric =>
  typeof value === 'object' && value !== null && 'kind' in value && 'name' in value && 'help' in value;

/** Metrics among the exports of a file, alone, in a list or in a group. */
const metricsIn = (value: unknown): Metric[] => {
  if (isMetric(value)) return [value];
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(metricsIn) : [];
};

it('has every metric that a file of declarations exports, and knows which file', async () => {
  const root = join(import.meta.dirname, '..');
  const files = globSync('{app/metrics,exporter/**/families,prometheus/builtin}.ts', { cwd: root });
  expect(declarations.map(({ file }) => file).sort()).toEqual(files.sort());
  for (const { file, metrics } of declarations) {
    const exported = Object.values<unknown>(await import(join(root, file))).flatMap(metricsIn);
    expect(new Set(metrics), file).toEqual(new Set(exported));
  }
});

it('has no name twice, the series of histograms included', () => {
  const names = catalogue.flatMap(({ kind, name }) =>
    kind === 'histogram' ? [name, `${name}_bucket`, `${name}_count`, `${name}_sum`] : [name],
  );
  expect(names.filter((name, i) => names.indexOf(name) !== i)).toEqual([]);
});
