import { execFileSync } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { renderYaml } from '../config/yaml.ts';
import type { Metric } from '../metrics/declare.ts';
import { type ServedExporter, serveExporter } from '../test/support/serve-exporter.ts';
import { startPrometheus } from '../test/support/start-servers.ts';
import type { TestServer } from '../test/support/start-service.ts';
import { makeCollectors } from './collectors.ts';
import type { Collector } from './engine/collector.ts';

/** Labels that a sample of a metric may have; where any value may stand, one that must be escaped. */
const labelsOf = ({ labels }: Metric): Record<string, string> =>
  Object.fromEntries(
    Object.entries(labels).map(([label, spec]) => [label, 'values' in spec ? (spec.values[0] ?? '') : 'a "b"\\\n이']),
  );

/** Every collector of the list, which gives one sample of each of its families without asking anybody. */
const collectors = makeCollectors(parseConfig({}, 'gapwatch.config.ts')).map(
  ({ name, help, timeoutMs, families }): Collector => ({
    name,
    help,
    timeoutMs,
    families,
    enabled: true,
    async collect({ emit }) {
      for (const family of families)
        emit(family as Metric<'gauge'>, labelsOf(family), family.kind === 'info' ? 1 : 0.5);
    },
  }),
);
const families = collectors.flatMap((collector) => collector.families);

let exporter: ServedExporter;
let prometheus: TestServer;
let folder: string;

beforeAll(async () => {
  exporter = await serveExporter(collectors);
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-scraped-'));
  const configFile = join(folder, 'prometheus.yml');
  const scraped = { job_name: 'exporter', static_configs: [{ targets: [`127.0.0.1:${exporter.port}`] }] };
  await writeFile(
    configFile,
    renderYaml('exporter/prometheus.test.ts', { global: { scrape_interval: '1s' }, scrape_configs: [scraped] }),
  );
  prometheus = await startPrometheus({ configFile });
});
afterAll(async () => {
  await prometheus?.stop();
  await exporter?.close();
  await rm(folder, { recursive: true });
});

/** What Prometheus' API answers. */
const ask = async <T>(path: string): Promise<T> => {
  const { data } = (await (await fetch(`${prometheus.url}/api/v1/${path}`)).json()) as { readonly data: T };
  return data;
};

it('has nothing on a page of all that it may tell that promtool would refuse', async () => {
  const page = await (await fetch(`${exporter.url}/metrics`)).text();
  expect(page.match(/^# TYPE /gm)?.length).toBeGreaterThanOrEqual(families.length);
  expect(execFileSync('promtool', ['check', 'metrics'], { input: page, encoding: 'utf8' })).toBe('');
});

it('is scraped by Prometheus in OpenMetrics without a fault, every family with its type, unit and values', async () => {
  interface Target {
    readonly health: string;
    readonly lastError: string;
  }
  const target = async () => (await ask<{ activeTargets: readonly Target[] }>('targets')).activeTargets[0];
  await expect.poll(target, { timeout: 20_000 }).toMatchObject({ health: 'up', lastError: '' });

  const metadata = await ask<Record<string, { type: string; unit: string }[]>>('metadata');
  // Only OpenMetrics tells units, and infos apart from gauges.
  expect(metadata.gapwatch_collector_duration_seconds).toMatchObject([{ type: 'gauge', unit: 'seconds' }]);
  expect(metadata.gapwatch_exporter_build).toMatchObject([{ type: 'info' }]);

  const series = await ask<readonly Record<string, string>[]>('series?match[]={job="exporter"}');
  const names = new Set(series.map(({ __name__ }) => __name__));
  expect(families.filter(({ name }) => !names.has(name)).map(({ name }) => name)).toEqual([]);
  expect(series.some((labels) => Object.values(labels).includes('a "b"\\\n이'))).toBe(true);
});
