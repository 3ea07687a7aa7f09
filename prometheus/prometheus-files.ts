import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { recordingFile } from './recording-file.ts';
import { recordingGroups } from './recording-rules.ts';
import type { TimeScale } from './scaled.ts';
import { scrapeConfig } from './scrape-config.ts';

/** What Prometheus reads of a configuration, but for the alerts: the same texts on every call. */
export const prometheusFiles = (config: Config, scale: TimeScale = {}): GeneratedFile[] => [
  scrapeConfig(config, scale),
  recordingFile(recordingGroups(config), scale),
];
