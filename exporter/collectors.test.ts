import { globSync, readFileSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import { expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import type { Metric } from '../metrics/declare.ts';
import { makeCollectors } from './collectors.ts';
import { collectorFamilies } from './engine/families.ts';

const collectors = makeCollectors(parseConfig({}, 'gapwatch.config.ts'));

const isMetric = (value: unknown): value is Metric =>
  typeof value === 'object' && value !== null && 'kind' in value && 'help' in value;

it('lists every collector that has a file, once, under a name that alerts can know', () => {
  const files = globSync('*/*collector.ts', { cwd: import.meta.dirname }).filter((file) => !file.startsWith('engine/'));
  const lists = ['collectors.ts', 'mysql/mysql-collectors.ts'];
  const list = lists.map((file) => readFileSync(`${import.meta.dirname}/${file}`, 'utf8')).join();
  expect(files.length).toBe(collectors.length);
  for (const file of files) expect(list).toMatch(new RegExp(`from './(${file}|${basename(file)})'`));
  expect(collectors.map(({ name }) => name)).toEqual(collectorFamilies.success.labels.collector.values);
});

it('has every declared family emitted by one collector, and no name twice', async () => {
  const declared: Metric[] = [];
  for (const file of globSync('*/families.ts', { cwd: import.meta.dirname })) {
    if (file.startsWith('engine/')) continue;
    const exports: Record<string, unknown> = await import(pathToFileURL(`${import.meta.dirname}/${file}`).href);
    for (const value of Object.values(exports)) {
      declared.push(...(isMetric(value) ? [value] : Object.values(value as Record<string, unknown>).filter(isMetric)));
    }
  }
  const emitted = collectors.flatMap(({ families }) => families.map(({ name }) => name)).sort();
  expect(declared.map(({ name }) => name).sort()).toEqual(emitted);
  expect(new Set(emitted).size).toBe(emitted.length);
});
