import { appMetrics } from '../app/metrics.ts';
import { chatTable } from '../exporter/chat-tables/families.ts';
import { swarmContainers } from '../exporter/containers/families.ts';
import { customQueryFamilies } from '../exporter/custom/families.ts';
import { elasticsearchCluster, elasticsearchIndex, elasticsearchNode } from '../exporter/elasticsearch/families.ts';
import { collectorFamilies, exporterFamilies } from '../exporter/engine/families.ts';
import { host, hostFilesystem } from '../exporter/host/families.ts';
import {
  mysqlAutoIncrement,
  mysqlGalera,
  mysqlInnodb,
  mysqlProcesses,
  mysqlReplication,
  mysqlServer,
  mysqlStatements,
  mysqlStatus,
  mysqlStatusGroups,
  mysqlTables,
  mysqlVariables,
} from '../exporter/mysql/families.ts';
import { swarmManagers, swarmNodes, swarmServices } from '../exporter/swarm/families.ts';
import type { Metric } from '../metrics/declare.ts';
import { builtinMetrics } from './builtin.ts';

/** The metrics that one file declares. */
export interface Declarations {
  readonly file: string;
  readonly metrics: readonly Metric[];
}

const declared = (file: string, ...groups: readonly Readonly<Record<string, Metric>>[]): Declarations => ({
  file,
  metrics: groups.flatMap((group) => Object.values(group)),
});

/** Every declared metric that Prometheus holds, by file: the app's, the exporter's, Prometheus' and Alertmanager's own. */
export const declarations: readonly Declarations[] = [
  { file: 'app/metrics.ts', metrics: appMetrics },
  declared('exporter/engine/families.ts', collectorFamilies, exporterFamilies),
  declared(
    'exporter/mysql/families.ts',
    mysqlServer,
    mysqlStatus,
    mysqlStatusGroups,
    mysqlGalera,
    mysqlVariables,
    mysqlInnodb,
    mysqlReplication,
    mysqlProcesses,
    mysqlStatements,
    mysqlTables,
    mysqlAutoIncrement,
  ),
  declared('exporter/chat-tables/families.ts', chatTable),
  declared('exporter/custom/families.ts', customQueryFamilies),
  declared('exporter/elasticsearch/families.ts', elasticsearchCluster, elasticsearchNode, elasticsearchIndex),
  declared('exporter/swarm/families.ts', swarmNodes, swarmManagers, swarmServices),
  declared('exporter/containers/families.ts', swarmContainers),
  declared('exporter/host/families.ts', host, hostFilesystem),
  { file: 'prometheus/builtin.ts', metrics: builtinMetrics },
];

/** Every declared metric. */
export const catalogue: readonly Metric[] = declarations.flatMap(({ metrics }) => metrics);
