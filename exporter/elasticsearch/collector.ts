import type { Emit } from '../../metrics/samples.ts';
import type { Collector } from '../engine/collector.ts';
import { askHealth, askIndex, askNodes, type ClusterHealth, type NodeStats, type Question } from './answers.ts';
import type { ElasticsearchClient } from './client.ts';
import { ElasticsearchStatusError } from './elasticsearch-error.ts';
import { elasticsearchCluster, elasticsearchIndex, elasticsearchNode } from './families.ts';

/** Share of the time left after which the figures of silent nodes are not waited for. */
const patience = 0.5;

const emitHealth = (emit: Emit, { cluster_name: cluster, ...health }: ClusterHealth) => {
  for (const color of elasticsearchCluster.status.labels.color.values) {
    emit(elasticsearchCluster.status, { cluster, color }, health.status === color ? 1 : 0);
  }
  emit(elasticsearchCluster.nodes, { cluster }, health.number_of_nodes);
  emit(elasticsearchCluster.dataNodes, { cluster }, health.number_of_data_nodes);
  emit(elasticsearchCluster.activePrimaryShards, { cluster }, health.active_primary_shards);
  emit(elasticsearchCluster.activeShards, { cluster }, health.active_shards);
  emit(elasticsearchCluster.initializingShards, { cluster }, health.initializing_shards);
  emit(elasticsearchCluster.relocatingShards, { cluster }, health.relocating_shards);
  emit(elasticsearchCluster.unassignedShards, { cluster }, health.unassigned_shards);
  emit(elasticsearchCluster.pendingTasks, { cluster }, health.number_of_pending_tasks);
};

const emitRefusals = (emit: Emit, node: { cluster: string; host: string; name: string }, stats: NodeStats) => {
  for (const type of elasticsearchNode.rejected.labels.type.values) {
    const pool = stats.thread_pool[type];
    if (pool !== undefined) emit(elasticsearchNode.rejected, { ...node, type }, pool.rejected);
  }
  for (const [breaker, { tripped }] of Object.entries(stats.breakers)) {
    emit(elasticsearchNode.tripped, { ...node, breaker }, tripped);
  }
  const rejections = stats.indexing_pressure?.memory.total;
  if (rejections === undefined) return;
  for (const stage of elasticsearchNode.writesRejected.labels.stage.values) {
    emit(elasticsearchNode.writesRejected, { ...node, stage }, rejections[`${stage}_rejections`]);
  }
};

const emitNode = (emit: Emit, cluster: string, stats: NodeStats) => {
  const { name, host, jvm, fs, indices } = stats;
  const node = { cluster, host, name };
  emit(elasticsearchNode.memoryUsed, { ...node, area: 'heap' }, jvm.mem.heap_used_in_bytes);
  emit(elasticsearchNode.memoryUsed, { ...node, area: 'non-heap' }, jvm.mem.non_heap_used_in_bytes);
  if (jvm.mem.heap_max_in_bytes > 0) {
    emit(elasticsearchNode.memoryMax, { ...node, area: 'heap' }, jvm.mem.heap_max_in_bytes);
  }
  for (const { path, mount = '', total_in_bytes: size, available_in_bytes: available } of fs?.data ?? []) {
    const place = { ...node, mount, path };
    if (size !== undefined) emit(elasticsearchNode.diskSize, place, size);
    if (available !== undefined) emit(elasticsearchNode.diskAvailable, place, available);
  }
  if (indices !== undefined) {
    emit(elasticsearchNode.indexed, node, indices.indexing.index_total);
    emit(elasticsearchNode.indexingTime, node, indices.indexing.index_time_in_millis / 1e3);
    emit(elasticsearchNode.searches, node, indices.search.query_total);
    emit(elasticsearchNode.searchTime, node, indices.search.query_time_in_millis / 1e3);
  }
  emitRefusals(emit, node, stats);
};

/**
 * An Elasticsearch cluster: its health, its nodes, and how much is in the indices that are named. A scrape is one question about
 * each of the three, at once; the names are asked apart, so that the sum over what is behind one is Elasticsearch's own.
 */
export const elasticsearchCollector = ({ ask, close }: ElasticsearchClient, names: readonly string[]): Collector => {
  return {
    name: 'elasticsearch',
    help: 'Health of the Elasticsearch cluster of urls.elasticsearch, memory, disk, work and refusals of its nodes, and what is in the logs and the search index.',
    enabled: false,
    timeoutMs: 4_000,
    families: [elasticsearchCluster, elasticsearchNode, elasticsearchIndex].flatMap((group) => Object.values(group)),
    async collect({ emit, note, signal, remainingMs }) {
      /** Without a master no node knows but its own health. */
      const askMaster = async <T>(question: Question<T>): Promise<T | undefined> => {
        try {
          return await ask(question, signal);
        } catch (error) {
          if (!(error instanceof ElasticsearchStatusError && error.status === 503)) throw error;
          note(error.message);
          return undefined;
        }
      };
      const [health, stats, ...contents] = await Promise.all([
        ask(askHealth, signal),
        askMaster(askNodes(remainingMs() * patience)),
        ...names.map(async (index) => ({ index, content: await askMaster(askIndex(index)) })),
      ]);
      const { cluster_name: cluster } = health;
      emitHealth(emit, health);
      if (stats !== undefined) {
        for (const node of Object.values(stats.nodes)) emitNode(emit, cluster, node);
        const { failed, total } = stats._nodes;
        if (failed > 0) note(`${failed} of ${total} nodes of Elasticsearch did not answer.`);
      }
      for (const { index, content } of contents) {
        if (content === undefined) continue;
        const { primaries } = content._all ?? {};
        if (primaries === undefined) {
          // Without the right to it Elasticsearch answers the same.
          note(
            `Elasticsearch has no data stream, alias or index ${index}, or lets the exporter not see it: run gapwatch apply, or mend exporter.elasticsearch.indices or logs.services.`,
          );
          continue;
        }
        emit(elasticsearchIndex.documents, { cluster, index }, primaries.docs.count);
        emit(elasticsearchIndex.size, { cluster, index }, primaries.store.size_in_bytes);
      }
    },
    close,
  };
};
