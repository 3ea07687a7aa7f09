import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { prometheusFiles } from '../prometheus/prometheus-files.ts';
import type { TimeScale } from '../prometheus/scaled.ts';

/** Stands in for the generators of Prometheus' and Alertmanager's files until they are there. */
const minimalFiles = (config: Config): GeneratedFile[] => {
  return [
    {
      path: 'alerts/generated/alerts.rules.yml',
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

/** Renders what Prometheus and Alertmanager work from, and the runbooks. */
export const labFiles = (config: Config, scale: TimeScale): readonly GeneratedFile[] => [
  ...prometheusFiles(config, scale),
  ...minimalFiles(config),
];

/** Writes generated files below a folder. */
export const writeFiles = async (folder: string, files: readonly GeneratedFile[]): Promise<void> => {
  for (const { path, text } of files) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
};
