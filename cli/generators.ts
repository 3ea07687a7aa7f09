import { alertFiles } from '../alerts/alert-files.ts';
import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { dashboardFiles } from '../dashboards/dashboard-files.ts';
import { logstashFiles } from '../logstash/logstash-files.ts';
import { prometheusFiles } from '../prometheus/prometheus-files.ts';

/** Everything that is generated, room by room, in the order in which it is written. */
const generators: readonly ((config: Config) => readonly GeneratedFile[])[] = [
  prometheusFiles,
  alertFiles,
  dashboardFiles,
  logstashFiles,
];

/** All generated files of a configuration: the same texts on every call. */
export const generateAll = (config: Config): GeneratedFile[] => generators.flatMap((generate) => generate(config));
