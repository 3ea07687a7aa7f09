import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { alertFiles } from '../alerts/alert-files.ts';
import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { prometheusFiles } from '../prometheus/prometheus-files.ts';
import type { TimeScale } from '../prometheus/scaled.ts';

/** Renders what Prometheus and Alertmanager work from, and the runbooks. */
const labFiles = (config: Config, scale: TimeScale): readonly GeneratedFile[] => [
  ...prometheusFiles(config, scale),
  ...alertFiles(config, scale),
];

/** Writes below `folder` what the lab's servers work from: the generated files, on the lab's clock. */
export const writeConfiguration = async (folder: string, config: Config, scale: TimeScale): Promise<void> => {
  for (const { path, text } of labFiles(config, scale)) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
};
