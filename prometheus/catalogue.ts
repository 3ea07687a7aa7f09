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

const exporterMetrics: readonly Metric[] = [
  collectorFamilies,
  exporterFamilies,
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
  chatTable,
  customQueryFamilies,
  elasticsearchCluster,
  elasticsearchNode,
  elasticsearchIndex,
  swarmNodes,
  swarmManagers,
  swarmServices,
  swarmContainers,
  host,
  hostFilesystem,
].flatMap((group) => Object.values<Metric>(group));

/** Every declared metric that Prometheus holds: the app's, the exporter's, and those of Prometheus and Alertmanager. */
export const catalogue: readonly Metric[] = [...appMetrics, ...exporterMetrics, ...builtinMetrics];
