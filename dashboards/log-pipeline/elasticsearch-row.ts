import { elasticsearchCluster, elasticsearchNode } from '../../exporter/elasticsearch/families.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { divide, subtract } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, perSecond, times } from '../adapter/expressions.ts';
import { notAsked } from '../adapter/nothing-known.ts';
import { states, timeseries } from '../adapter/panels.ts';
import { placeIn, wordsOf } from '../adapter/place-in.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['name'] as const;
const heap = (metric: typeof elasticsearchNode.memoryUsed | typeof elasticsearchNode.memoryMax) =>
  max(shown(metric, { area: 'heap' }), { by });
const written = sum(perSecond(shown(elasticsearchNode.indexed)), { by });

const colours = [
  ['green', 'green', 'good'],
  ['yellow', 'yellow', 'odd'],
  ['red', 'red', 'bad'],
] as const;

/** Elasticsearch, which keeps the lines and answers searches. */
export const elasticsearchRow = row('Elasticsearch', [
  states({
    title: 'Elasticsearch status',
    description:
      'Yellow: a copy of a shard is missing, as it always is on one node. Red: all copies of one are, and what is in it can be neither found nor written; see the shards beside it.',
    unit: unit.count,
    none: notAsked,
    width: 8,
    words: wordsOf(colours),
    queries: [
      query(
        placeIn(colours, (color) => shown(elasticsearchCluster.status, { color }), ['cluster']),
        '{{cluster}}',
      ),
    ],
  }),
  timeseries({
    title: 'Shards without a place',
    description:
      'Shards that no node holds, and those on their way. Many that stay: a node is gone, or its disk is too full for more; `_cluster/allocation/explain` says why.',
    unit: unitOf(elasticsearchCluster.unassignedShards),
    none: notAsked,
    width: 8,
    queries: [
      query(max(shown(elasticsearchCluster.unassignedShards)), 'without a place', { colour: 'bad' }),
      query(max(shown(elasticsearchCluster.initializingShards)), 'being made', { colour: 'odd' }),
      query(max(shown(elasticsearchCluster.relocatingShards)), 'on their way', { colour: 'fact' }),
    ],
  }),
  timeseries({
    title: 'Nodes of Elasticsearch',
    description:
      'Nodes, and changes that wait for the master. Fewer nodes than there were: one is gone. Changes that pile up: the master is overloaded.',
    unit: unitOf(elasticsearchCluster.nodes),
    none: notAsked,
    width: 8,
    queries: [
      query(max(shown(elasticsearchCluster.nodes)), 'nodes', { colour: 'good' }),
      query(max(shown(elasticsearchCluster.dataNodes)), 'with data', { colour: 'fact' }),
      query(max(shown(elasticsearchCluster.pendingTasks)), 'changes waiting', { colour: 'odd' }),
    ],
  }),
  timeseries({
    title: 'Elasticsearch heap',
    description:
      'Heap in use of its maximum. Saw teeth are healthy; lows above the line mean that it only collects garbage: give it more memory, or fewer shards.',
    unit: unit.ratio,
    threshold: { above: 'elasticsearchHeapRatio' },
    none: notAsked,
    width: 8,
    queries: [
      query(highest(divide(heap(elasticsearchNode.memoryUsed), heap(elasticsearchNode.memoryMax))), '{{name}}'),
    ],
  }),
  timeseries({
    title: 'Elasticsearch disk',
    description:
      'Share of the disk that is used. From 85 % on no copy of a shard comes to the node, from 90 % shards leave it, at 95 % nothing is written any more.',
    unit: unit.ratio,
    threshold: { above: 'elasticsearchDiskRatio' },
    none: notAsked,
    width: 8,
    queries: [
      query(
        highest(
          subtract(
            1,
            divide(max(shown(elasticsearchNode.diskAvailable), { by }), max(shown(elasticsearchNode.diskSize), { by })),
          ),
        ),
        '{{name}}',
      ),
    ],
  }),
  timeseries({
    title: 'Turned away by Elasticsearch',
    description:
      'Requests that a node refused: a queue was full, too much was being written, or it would have taken too much memory. The spool sends its lines again; searches fail.',
    unit: unit.times,
    none: notAsked,
    width: 8,
    bars: true,
    queries: [
      query(sum(times(shown(elasticsearchNode.rejected)), { by: ['type'] }), 'queue full: {{type}}'),
      query(sum(times(shown(elasticsearchNode.writesRejected))), 'too much being written'),
      query(sum(times(shown(elasticsearchNode.tripped))), 'too much memory'),
    ],
  }),
  timeseries({
    title: 'Documents written',
    description:
      'Lines of the log and messages that the nodes write, copies included. It falls while lines wait: it is slow.',
    unit: unit.eventsPerSecond,
    none: notAsked,
    width: 12,
    queries: [query(highest(written), '{{name}}')],
  }),
  timeseries({
    title: 'Time to write a document',
    description: 'The mean. A rise while the number stays: a slow disk, merges, or garbage collection.',
    unit: unit.seconds,
    none: notAsked,
    width: 12,
    queries: [
      query(
        highest(divide(sum(perSecond(shown(elasticsearchNode.indexingTime)), { by }), above(written, 0))),
        '{{name}}',
      ),
    ],
  }),
]);
