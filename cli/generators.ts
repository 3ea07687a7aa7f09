import { alertFiles } from '../alerts/alert-files.ts';
import { alertGroups } from '../alerts/alerts.ts';
import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { dashboardFiles } from '../dashboards/dashboard-files.ts';
import { collectorTable } from '../exporter/collector-table.ts';
import { kibanaFiles } from '../kibana/kibana-files.ts';
import { logstashFiles } from '../logstash/logstash-files.ts';
import { prometheusFiles } from '../prometheus/prometheus-files.ts';
import { referenceFiles } from '../reference/reference-files.ts';

/** What programs read, room by room. */
const working = (config: Config): GeneratedFile[] => [
  ...prometheusFiles(config),
  ...alertFiles(config),
  ...dashboardFiles(
    config,
    alertGroups(config).flatMap(({ alerts }) =>
      alerts.map(({ name, severity, panel }) => ({ alert: name, severity, panel })),
    ),
  ),
  ...logstashFiles(config),
  ...kibanaFiles(config),
  collectorTable(config),
];

/** All generated files of a configuration, those for people last: the same texts on every call. */
export const generateAll = (config: Config): GeneratedFile[] => {
  const files = working(config);
  return [...files, ...referenceFiles(config, files)];
};
