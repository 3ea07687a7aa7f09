import type { Config } from '../../config/load-config.ts';
import { elasticsearchIndex, elasticsearchNode } from '../../exporter/elasticsearch/families.ts';
import { max } from '../../metrics/promql/aggregate.ts';
import { divide, subtract } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { ask } from '../commands/ask.ts';
import { restart } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { exporter } from './example-targets.ts';

/** A merge of large segments, or a search over all days, is over by then. */
const lasting = minutes(15);

/** A node of the tests, as its labels say it. */
const node = { cluster: 'logs', host: '10.0.0.7', name: 'es01' } as const;

/** A power of two: the share that one gets by dividing is the same to the last bit. */
const size = 2 ** 30;

const heap = (metric: typeof elasticsearchNode.memoryUsed | typeof elasticsearchNode.memoryMax) =>
  max(select(metric, { area: 'heap' }), { without: ['area'] });

/** A ticket when a node of Elasticsearch is short of memory: it is slow, then turns requests away, then dies. */
export const elasticsearchHeap = (config: Config): Alert => {
  const { elasticsearchHeapRatio } = limitsOf(config);
  const share = divide(heap(elasticsearchNode.memoryUsed), heap(elasticsearchNode.memoryMax));
  const limit = humanizePercentage(elasticsearchHeapRatio.value);
  return alert({
    name: 'ElasticsearchHeap',
    severity: 'ticket',
    expr: isAbove(share, elasticsearchHeapRatio),
    for: lasting,
    summary: ({ name, cluster }) => `Node ${name} of Elasticsearch ${cluster} uses more than ${limit} of its heap`,
    description: ({ name, cluster }, { percentage }) =>
      `Node ${name} of Elasticsearch ${cluster} uses ${percentage} of its heap, and has not been below ${limit} for ${printSeconds(lasting.seconds)}, though it collects garbage.`,
    panel: panelOn.logPipeline('Elasticsearch heap'),
    drill: 'small-heap',
    runbook: {
      meaning: `Collections of garbage do not bring the heap of the node below ${limit} any more.`,
      impact:
        'Writing and searching become slow, then requests are turned away: searches fail, log lines wait. In the end the node dies.',
      diagnosis: [
        { says: 'Which nodes, and do the lows rise?', query: share },
        {
          says: 'Does it turn requests away already for want of memory?',
          query: increase(select(elasticsearchNode.tripped), minutes(15)),
        },
        {
          says: 'What holds the memory? Bytes by breaker: fielddata of sorting and aggregating text, request of searches, in_flight_requests of writers.',
          run: ask(
            'elasticsearch',
            '/_nodes/stats/breaker?filter_path=nodes.*.name,nodes.*.breakers.*.estimated_size&pretty',
          ),
        },
        {
          says: 'How many shards has each node? Thousands cost a small heap more than what is in them.',
          run: ask('elasticsearch', '/_cat/allocation?v'),
        },
        {
          says: 'Which tasks run for long?',
          run: ask('elasticsearch', '/_cat/tasks?v&s=running_time:desc&h=action,node,running_time,description'),
        },
      ],
      mitigation: [
        'One search holds it: end it by `POST _tasks/ID/_cancel`.',
        {
          says: 'fielddata: let it go, by a restart if need be, and sort by a keyword field instead.',
          run: restart('elasticsearch'),
        },
        'Too many shards: keep log lines for fewer days (`logs.keepDays`), then `gapwatch apply`.',
        'It needs that much: double -Xmx, up to half of the memory of the machine and never above 31 GiB, and start it again.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'collections no longer help',
          labels: { ...exporter, ...node },
          given: (target, course) => [
            series(
              elasticsearchNode.memoryUsed,
              { ...target, ...node, area: 'heap' },
              course.gauge(({ elasticsearchHeapRatio: used }) => used * size),
            ),
            series(
              elasticsearchNode.memoryMax,
              { ...target, ...node, area: 'heap' },
              course.gauge(() => size),
            ),
            // What is beside the heap has no maximum.
            series(
              elasticsearchNode.memoryUsed,
              { ...target, ...node, area: 'non-heap' },
              course.gauge(() => 2 * size),
            ),
          ],
        },
      ],
    },
  });
};

/** A ticket before Elasticsearch stops to write for want of room. */
export const elasticsearchDisk = (config: Config): Alert => {
  const { elasticsearchDiskRatio } = limitsOf(config);
  const used = subtract(1, divide(select(elasticsearchNode.diskAvailable), select(elasticsearchNode.diskSize)));
  const limit = humanizePercentage(elasticsearchDiskRatio.value);
  const place = { ...node, mount: '/data (/dev/vdb)', path: '/data/nodes/0' } as const;
  return alert({
    name: 'ElasticsearchDisk',
    severity: 'ticket',
    expr: isAbove(used, elasticsearchDiskRatio),
    for: lasting,
    summary: ({ name, cluster }) => `The disk of node ${name} of Elasticsearch ${cluster} is fuller than ${limit}`,
    description: ({ name, cluster, path }, { percentage }) =>
      `The disk of ${path} on node ${name} of Elasticsearch ${cluster} is full to ${percentage}, more than ${limit}, for ${printSeconds(lasting.seconds)}. From 90% on shards leave the node, at 95% nothing is written any more.`,
    panel: panelOn.logPipeline('Elasticsearch disk'),
    drill: 'fill-disk',
    runbook: {
      meaning: `More than ${limit} of the filesystem with the data of the node is used, by whomever.`,
      impact:
        'No copy of a shard is placed there any more. From 90% on no shard is, so that a roll-over on the only node turns Elasticsearch red. At 95% its indices are blocked for writing: log lines wait in the spool, and messages for the search.',
      diagnosis: [
        { says: 'How full is each node?', query: used },
        {
          says: 'How much of it is Elasticsearch? Columns disk.indices and disk.used; the rest is of others.',
          run: ask('elasticsearch', '/_cat/allocation?v'),
        },
        {
          says: 'What takes the room, the largest first?',
          run: ask(
            'elasticsearch',
            '/_cat/indices?v&s=store.size:desc&h=index,docs.count,store.size,creation.date.string',
          ),
        },
        {
          says: 'How large are the data streams of the chat and of other services, and the index of the search, in bytes?',
          query: select(elasticsearchIndex.size),
        },
      ],
      mitigation: [
        'Others take it: move them to another disk.',
        'Log lines take it: keep them for fewer days (`logs.keepDays`), then `gapwatch apply`; at once it helps to delete the oldest backing index of the data stream (`DELETE INDEX`), which loses its lines.',
        'Give it a larger disk, or one more node. Indices that were blocked take writes again by themselves once it is below 90%.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'log lines fill the disk',
          labels: { ...exporter, ...place },
          given: (target, course) => [
            series(
              elasticsearchNode.diskAvailable,
              { ...target, ...place },
              course.gauge(({ elasticsearchDiskRatio: full }) => (1 - full) * size),
            ),
            series(
              elasticsearchNode.diskSize,
              { ...target, ...place },
              course.gauge(() => size),
            ),
          ],
        },
      ],
    },
  });
};
