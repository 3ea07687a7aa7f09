import type { Emit } from '../../metrics/samples.ts';
import { mysqlGalera } from './families.ts';

/** Of the five parts of `wsrep_evs_repl_latency`, in their order. */
const latencies = [
  mysqlGalera.latencyMin,
  mysqlGalera.latencyAvg,
  mysqlGalera.latencyMax,
  mysqlGalera.latencyDeviation,
  mysqlGalera.latencySamples,
] as const;

const multiples: Readonly<Record<string, number>> = { '': 1, K: 1_024, M: 1_024 ** 2, G: 1_024 ** 3 };

/**
 * The node of a Galera cluster, and how long its group takes to agree; nothing where there is no cluster.
 * @param text a status variable by its name in lower case; empty where it is not there
 * @see https://galeracluster.com/library/documentation/galera-status-variables.html
 */
export const emitGaleraStatus = (emit: Emit, text: (name: string) => string): void => {
  const node = text('wsrep_local_state_uuid');
  if (node !== '') {
    const labels = {
      wsrep_local_state_uuid: node,
      wsrep_cluster_state_uuid: text('wsrep_cluster_state_uuid'),
      wsrep_provider_version: text('wsrep_provider_version'),
    };
    emit(mysqlGalera.status, labels, 1);
  }
  const parts = text('wsrep_evs_repl_latency').split('/').map(Number.parseFloat);
  if (parts.length !== latencies.length || parts.some(Number.isNaN)) return;
  for (const [place, family] of latencies.entries()) emit(family, {}, parts[place] ?? Number.NaN);
};

/** The name of the cluster, and the cache for nodes that come back. @param text as of {@link emitGaleraStatus} */
export const emitGaleraVariables = (emit: Emit, text: (name: string) => string): void => {
  const cluster = text('wsrep_cluster_name');
  if (cluster !== '') emit(mysqlGalera.variables, { wsrep_cluster_name: cluster }, 1);
  const [, size, unit = ''] = /\bgcache\.size = (\d+)([KMG]?);/.exec(text('wsrep_provider_options')) ?? [];
  if (size !== undefined) emit(mysqlGalera.gcacheSize, {}, Number(size) * (multiples[unit] ?? Number.NaN));
};
