import type { GeneratedFile } from '../config/generated-file.ts';
import type { Config } from '../config/load-config.ts';
import { renderYaml } from '../config/yaml.ts';
import { dataSources } from './data-sources.ts';

/** Folder inside Grafana's container that the dashboards are mounted at. */
const mountedAt = '/var/lib/grafana/dashboards';

/** A file where Grafana looks for its kind, below the folder that it calls provisioning. */
const yaml = (kind: 'dashboards' | 'datasources', content: object): GeneratedFile => ({
  path: `dashboards/generated/provisioning/${kind}/gapwatch.yml`,
  text: renderYaml('dashboards/provisioning.ts', content),
});

/** Folder of Grafana that has the dashboards: its title, and its uid. */
export const folder = 'gapwatch';

const provider = {
  name: 'gapwatch',
  folder,
  folderUid: folder,
  type: 'file',
  // Grafana would let people save changes that the next start throws away.
  allowUiUpdates: false,
  disableDeletion: true,
  updateIntervalSeconds: 30,
  options: { path: mountedAt },
};

/** Files that make Grafana load the dashboards and know their data sources. */
export const provisioningFiles = (config: Config): GeneratedFile[] => [
  yaml('dashboards', { apiVersion: 1, providers: [provider] }),
  yaml('datasources', { apiVersion: 1, datasources: dataSources(config) }),
];
