import { expect, it, onTestFinished } from 'vitest';
import { alertFiles } from '../alerts/alert-files.ts';
import { parseConfig } from '../config/load-config.ts';
import { writeGenerated } from '../test/support/generated-folder.ts';
import { promtool } from '../test/support/rule-tools.ts';
import { prometheusFiles } from './prometheus-files.ts';
import { recordingGroups } from './recording-rules.ts';

const config = parseConfig({}, 'gapwatch.config.ts');

const textOf = (path: string, ...args: Parameters<typeof prometheusFiles>): string =>
  prometheusFiles(...args).find((file) => file.path === path)?.text ?? '';

const scrapeConfig = (...args: Parameters<typeof prometheusFiles>) =>
  textOf('prometheus/generated/prometheus.yml', ...args);

it('generates the same bytes each time', () => {
  expect(prometheusFiles(config)).toEqual(prometheusFiles(parseConfig({}, 'gapwatch.config.ts')));
});

it.each([1, 7, 60, 100_000])('writes what promtool accepts, on a clock %i times as fast', async (timeScale) => {
  const folder = await writeGenerated([
    ...prometheusFiles(config, { timeScale }),
    ...alertFiles(config, { timeScale }),
  ]);
  onTestFinished(folder.remove);
  // It reads the rule files as well, by the paths that the configuration names.
  const { well, output } = await promtool('check', 'config', folder.path('prometheus/generated/prometheus.yml'));
  expect(output).toContain('SUCCESS: 2 rule files found');
  expect(output).toContain(`${recordingGroups(config).flatMap(({ recordings }) => recordings).length} rules found`);
  expect(well).toBe(true);
});

it('scrapes every 15 seconds in earnest, and never more often than every second', () => {
  expect(scrapeConfig(config)).toContain('scrape_interval: 15s\n  scrape_timeout: 10s\n  evaluation_interval: 15s');
  expect(scrapeConfig(config)).not.toContain('time_scale');
  const faster = scrapeConfig(config, { timeScale: 60 });
  expect(faster).toContain('scrape_interval: 1s\n  scrape_timeout: 1s\n  evaluation_interval: 1s');
  expect(faster).toContain("time_scale: '60'");
});

it('takes the addresses of all jobs from the configuration', () => {
  const text = scrapeConfig(
    parseConfig(
      {
        app: { host: '10.0.0.1', metricsPort: 3101 },
        exporter: { host: '10.0.0.2', port: 9999 },
        urls: { prometheus: 'https://prometheus.example', alertmanager: 'https://alerts.example/am' },
      },
      'gapwatch.config.ts',
    ),
  );
  const targets = [...text.matchAll(/- (\S+:\d+)$/gm)].map(([, target]) => target);
  expect(targets).toEqual([
    'alerts.example:443',
    '10.0.0.1:3101',
    '10.0.0.2:9999',
    'prometheus.example:443',
    'alerts.example:443',
  ]);
  expect(text).toContain('- scheme: https\n      path_prefix: /am\n');
  expect(text).toContain('- job_name: prometheus\n    scheme: https\n    static_configs:');
  expect(text).toContain('- job_name: alertmanager\n    scheme: https\n    metrics_path: /am/metrics\n');
});

it('scrapes an address of version 6', () => {
  expect(scrapeConfig(parseConfig({ app: { host: '::1' } }, 'gapwatch.config.ts'))).toContain("- '[::1]:3001'\n");
});
