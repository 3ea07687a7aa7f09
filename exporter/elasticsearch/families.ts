import { mostServices } from '../../config/log-services-schema.ts';
import { bounded, metric, oneOf } from '../../metrics/declare.ts';

/** The families of Elasticsearch, under the names that elasticsearch_exporter gave them, so that its dashboards work. */
const peer = 'elasticsearch_exporter';

const cluster = bounded(2, 'one URL leads to one cluster, which may be another one after a move');

const ofCluster = <const N extends string>(name: N, help: string) =>
  metric.ofPeer(peer, 'gauge', `elasticsearch_cluster_health_${name}` as const, { help, labels: { cluster } });

/** What the cluster says of itself as a whole. */
export const elasticsearchCluster = {
  status: metric.ofPeer(peer, 'gauge', 'elasticsearch_cluster_health_status', {
    help: 'Whether the cluster is in the state of this colour: yellow where a copy of a shard is missing, red where all copies are, or there is no master.',
    labels: { cluster, color: oneOf('green', 'yellow', 'red') },
  }),
  nodes: ofCluster('number_of_nodes', 'Nodes of the cluster.'),
  dataNodes: ofCluster('number_of_data_nodes', 'Nodes of the cluster that hold data.'),
  activePrimaryShards: ofCluster('active_primary_shards', 'Primary shards that serve.'),
  activeShards: ofCluster('active_shards', 'Shards that serve, copies included.'),
  initializingShards: ofCluster('initializing_shards', 'Shards that are being made or recovered.'),
  relocatingShards: ofCluster('relocating_shards', 'Shards that move from one node to another.'),
  unassignedShards: ofCluster('unassigned_shards', 'Shards that no node holds.'),
  pendingTasks: ofCluster('number_of_pending_tasks', 'Changes of the cluster that wait for its master.'),
} as const;

const node = {
  cluster,
  host: bounded(200, 'nodes of the cluster'),
  name: bounded(200, 'nodes of the cluster'),
} as const;

const area = oneOf('heap', 'non-heap');

const dataPath = {
  ...node,
  mount: bounded(50, 'places of data on one node'),
  path: bounded(50, 'places of data on one node'),
} as const;

/** What each node of the cluster says of itself. */
export const elasticsearchNode = {
  memoryUsed: metric.ofPeer(peer, 'gauge', 'elasticsearch_jvm_memory_used_bytes', {
    help: 'Memory of the node in use.',
    labels: { ...node, area },
  }),
  memoryMax: metric.ofPeer(peer, 'gauge', 'elasticsearch_jvm_memory_max_bytes', {
    help: 'Memory that the node may use.',
    labels: { ...node, area },
  }),
  diskSize: metric.ofPeer(peer, 'gauge', 'elasticsearch_filesystem_data_size_bytes', {
    help: "Size of the filesystem that holds the node's data.",
    labels: dataPath,
  }),
  diskAvailable: metric.ofPeer(peer, 'gauge', 'elasticsearch_filesystem_data_available_bytes', {
    help: 'What the node may still take of the filesystem that holds its data.',
    labels: dataPath,
  }),
  indexed: metric.ofPeer(peer, 'counter', 'elasticsearch_indices_indexing_index_total', {
    help: 'Documents written by the node, to primary shards and to copies.',
    labels: node,
  }),
  indexingTime: metric.ofPeer(peer, 'counter', 'elasticsearch_indices_indexing_index_time_seconds_total', {
    help: 'Time that the node took to write documents.',
    labels: node,
  }),
  searches: metric.ofPeer(peer, 'counter', 'elasticsearch_indices_search_query_total', {
    help: 'Searches of single shards by the node.',
    labels: node,
  }),
  searchTime: metric.ofPeer(peer, 'counter', 'elasticsearch_indices_search_query_time_seconds', {
    help: 'Time that the node took to search single shards.',
    labels: node,
  }),
  rejected: metric.ofPeer(peer, 'counter', 'elasticsearch_thread_pool_rejected_count', {
    help: 'Requests that the node turned away because the queue of the pool was full.',
    // The pools that do what clients ask for.
    labels: { ...node, type: oneOf('write', 'search', 'get') },
  }),
  tripped: metric.ofPeer(peer, 'counter', 'elasticsearch_breakers_tripped', {
    help: 'Requests that the node turned away because they would have taken too much memory.',
    labels: { ...node, breaker: bounded(20, 'the breakers of a node') },
  }),
  // The peer tells how full the memory for writing is, not what is turned away for it: most refused writes of today's versions.
  writesRejected: metric.counter('elasticsearch_indexing_pressure_rejections', {
    help: 'Writes that the node turned away because those under way take all the memory for them.',
    labels: { ...node, stage: oneOf('coordinating', 'primary', 'replica') },
  }),
} as const;

/** The name that was asked for, not that of an index behind it, which the next rollover or rebuild replaces. */
const index = {
  cluster,
  index: bounded(
    mostServices + 2,
    'data streams of the chat and of each service of logs.services, and the search index',
  ),
} as const;

/** What is in a data stream, or behind an alias. */
export const elasticsearchIndex = {
  documents: metric.ofPeer(peer, 'gauge', 'elasticsearch_indices_docs_primary', {
    help: 'Documents in the data stream or index, copies not counted; absent where there is none of this name.',
    labels: index,
  }),
  size: metric.ofPeer(peer, 'gauge', 'elasticsearch_indices_store_size_bytes_primary', {
    help: 'Size of the data stream or index on disk, copies not counted.',
    labels: index,
  }),
} as const;
