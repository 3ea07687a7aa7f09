import { z } from 'zod';
import { elasticsearchCluster, elasticsearchNode } from './families.ts';

/** A question to Elasticsearch: its path, and what of the answer is read. */
export interface Question<T> {
  readonly path: string;
  readonly schema: z.ZodType<T>;
}

const count = z.number().min(0);

const health = z.object({
  cluster_name: z.string(),
  status: z.enum(elasticsearchCluster.status.labels.color.values),
  number_of_nodes: count,
  number_of_data_nodes: count,
  active_primary_shards: count,
  active_shards: count,
  initializing_shards: count,
  relocating_shards: count,
  unassigned_shards: count,
  number_of_pending_tasks: count,
});

const pressure = z.object({
  coordinating_rejections: count,
  primary_rejections: count,
  replica_rejections: count,
});

const node = z.object({
  name: z.string(),
  host: z.string(),
  jvm: z.object({
    mem: z.object({
      heap_used_in_bytes: count,
      // The machine does not always tell.
      heap_max_in_bytes: z.number(),
      non_heap_used_in_bytes: count,
    }),
  }),
  /** A node without data may have no place for it. */
  fs: z
    .object({
      data: z.array(
        z.object({
          path: z.string(),
          mount: z.string().optional(),
          total_in_bytes: z.number().optional(),
          available_in_bytes: z.number().optional(),
        }),
      ),
    })
    .optional(),
  indices: z
    .object({
      indexing: z.object({ index_total: count, index_time_in_millis: count }),
      search: z.object({ query_total: count, query_time_in_millis: count }),
    })
    .optional(),
  thread_pool: z.partialRecord(z.enum(elasticsearchNode.rejected.labels.type.values), z.object({ rejected: count })),
  breakers: z.record(z.string(), z.object({ tripped: count })),
  indexing_pressure: z.object({ memory: z.object({ total: pressure }) }).optional(),
});

const nodes = z.object({
  _nodes: z.object({ total: z.int(), failed: z.int() }),
  /** Absent where none answered. */
  nodes: z.record(z.string(), node).default({}),
});

const index = z.object({
  /** Empty where there is none of the name. */
  _all: z
    .object({ primaries: z.object({ docs: z.object({ count }), store: z.object({ size_in_bytes: count }) }) })
    .optional(),
});

export type ClusterHealth = z.output<typeof health>;
export type NodeStats = z.output<typeof node>;

/** Nothing else of an answer is written, sent and read. */
const only = (...paths: readonly string[]): string => `filter_path=${paths.join(',')}`;

/**
 * How the cluster is, as the node that answers knows it: asked of the master, a cluster that has lost it would not answer at
 * all, where so it is red.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-cluster-health
 */
export const askHealth: Question<ClusterHealth> = {
  path: `/_cluster/health?local=true&${only(...Object.keys(health.shape))}`,
  schema: health,
};

/**
 * What each node does and uses.
 * @param withinMs milliseconds after which the answer comes without the nodes that are silent
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-nodes-stats
 */
export const askNodes = (withinMs: number): Question<z.output<typeof nodes>> => ({
  path: `/_nodes/stats/jvm,fs,thread_pool,breaker,indexing_pressure,indices/indexing,search?timeout=${Math.ceil(withinMs)}ms&${only(
    ...['_nodes', 'nodes.*.name', 'nodes.*.host', 'nodes.*.jvm.mem.*_in_bytes', 'nodes.*.fs.data'],
    ...['nodes.*.indices.indexing.index_t*', 'nodes.*.indices.search.query_t*', 'nodes.*.breakers.*.tripped'],
    ...elasticsearchNode.rejected.labels.type.values.map((type) => `nodes.*.thread_pool.${type}.rejected`),
    'nodes.*.indexing_pressure.memory.total.*_rejections',
  )}`,
  schema: nodes,
});

/**
 * What is in a data stream or index, or behind an alias; the sum over several is Elasticsearch's own.
 * @see https://www.elastic.co/docs/api/doc/elasticsearch/operation/operation-indices-stats
 */
export const askIndex = (name: string): Question<z.output<typeof index>> => ({
  path: `/${encodeURIComponent(name)}/_stats/docs,store?ignore_unavailable=true&${only(
    '_all.primaries.docs.count',
    '_all.primaries.store.size_in_bytes',
  )}`,
  schema: index,
});
