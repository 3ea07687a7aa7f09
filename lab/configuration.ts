import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';

/** Stands in for the generators of Prometheus' and Alertmanager's files until they are there. */
const minimalFiles = (config: Config): GeneratedFile[] => {
  const target = (name: string, host: string, port: number) =>
    `  - job_name: ${name}\n    static_configs:\n      - targets: ['${host}:${port}']\n`;
  const alertmanager = new URL(config.urls.alertmanager).host;
  return [
    {
      path: 'prometheus/generated/prometheus.yml',
      text: `global:
  scrape_interval: 5s
rule_files: [../../alerts/generated/*.rules.yml]
alerting:
  alertmanagers:
    - static_configs:
        - targets: ['${alertmanager}']
scrape_configs:
${target('app', config.app.host, config.app.metricsPort)}${target('exporter', config.exporter.host, config.exporter.port)}`,
    },
    {
      path: 'alerts/generated/watchdog.rules.yml',
      text: `groups:
  - name: watchdog
    rules:
      - alert: Watchdog
        expr: vector(1)
        labels: { severity: none }
        annotations: { summary: Alerts flow }
`,
    },
    {
      path: 'alerts/generated/alertmanager.yml',
      text: `route: { receiver: inbox, group_wait: 1s, group_interval: 5s }
receivers:
  - name: inbox
    webhook_configs:
${config.receivers.map((receiver) => (receiver.kind === 'webhook' ? `      - url: ${receiver.url}\n` : '')).join('')}`,
    },
  ];
};

/** Renders what Prometheus and Alertmanager work from, and the runbooks; times are divided by `timeScale`. */
export const labFiles = (config: Config, _options: { readonly timeScale: number }): readonly GeneratedFile[] =>
  minimalFiles(config);

/** Writes generated files below a folder. */
export const writeFiles = async (folder: string, files: readonly GeneratedFile[]): Promise<void> => {
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
};
