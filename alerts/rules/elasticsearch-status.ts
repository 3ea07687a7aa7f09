import { elasticsearchCluster } from '../../exporter/elasticsearch/families.ts';
import { max } from '../../metrics/promql/aggregate.ts';
import { type Fixed, minutes } from '../../metrics/promql/duration.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert, type Runbook } from '../alert.ts';
import { ask } from '../commands/ask.ts';
import { logOf, restart } from '../commands/part.ts';
import { is } from '../condition.ts';
import { limit } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { exporter } from './example-targets.ts';

/** What the status says of the colour that is so. */
const so = limit('so', 1);

type Colour = 'yellow' | 'red';

const status = (color: Colour) => max(select(elasticsearchCluster.status, { color }), { without: ['color'] });

const looks: Runbook['diagnosis'] = [
  { says: 'How many shards have no place?', query: select(elasticsearchCluster.unassignedShards) },
  {
    says: 'Of which indices, and why? Those without a place stand first: state, index, p for the primary and r for a copy.',
    run: ask('elasticsearch', '/_cat/shards?v&s=state:desc&h=state,index,shard,prirep,unassigned.reason,unassigned.at'),
  },
  { says: 'Are all nodes there?', query: select(elasticsearchCluster.nodes) },
  { says: 'Has each node room on its disk?', run: ask('elasticsearch', '/_cat/allocation?v') },
  'What keeps a shard from its place? `_cluster/allocation/explain` tells it of the first one.',
];

/** What tells the two alerts apart. */
interface Kind {
  readonly name: string;
  readonly severity: 'page' | 'ticket';
  readonly color: Colour;
  readonly lasting: Fixed;
  readonly says: string;
  readonly drill: Alert['drill'];
  readonly runbook: Runbook;
}

const coloured = ({ name, severity, color, lasting, says, drill, runbook }: Kind): Alert =>
  alert({
    name,
    severity,
    expr: is(status(color), so),
    for: lasting,
    summary: ({ cluster }) => `Elasticsearch ${cluster} has been ${color} for ${printSeconds(lasting.seconds)}`,
    description: ({ cluster, instance }) =>
      `The cluster ${cluster}, which the exporter at ${instance} asks, has been ${color} for ${printSeconds(lasting.seconds)}: ${says}`,
    panel: panelOn.logPipeline('Elasticsearch status'),
    drill,
    runbook,
    tests: {
      scenes: [
        {
          when: 'a shard loses its place',
          labels: { ...exporter, cluster: 'logs' },
          levels: { so: { good: 0, inside: 0 } },
          given: (target, course) => [
            series(elasticsearchCluster.status, { ...target, cluster: 'logs', color }, course.gauge()),
            series(
              elasticsearchCluster.status,
              { ...target, cluster: 'logs', color: 'green' },
              course.gauge(({ so: bad }) => 1 - bad),
            ),
          ],
        },
      ],
    },
  });

/** Pages when something can be neither found nor written. */
export const elasticsearchRed = coloured({
  name: 'ElasticsearchRed',
  severity: 'page',
  color: 'red',
  // A node that restarts, the only one too, has its shards back by then.
  lasting: minutes(2),
  says: 'all copies of a shard are missing, or there is no master. What is in it can be neither found nor written.',
  drill: 'strand-shard',
  runbook: {
    meaning: 'At least one primary shard has no place on any node, or the nodes have no master.',
    impact:
      'Searches of the index in question find only a part, or fail. If it is one of the log lines, those wait in the spool; if it is that of the messages, the outbox waits. Nothing is lost until the spool is full.',
    diagnosis: [
      ...looks,
      {
        says: 'What does Elasticsearch itself say: memory, disk, a damaged shard?',
        run: logOf('elasticsearch', 'error|exception|watermark|corrupt|outofmemory|master'),
      },
    ],
    mitigation: [
      'NODE_LEFT: start the node that is away; its shards come back with its disk.',
      'A disk is full: runbook ElasticsearchDisk tells how to make room.',
      'ALLOCATION_FAILED: mend what the log says, then `POST _cluster/reroute?retry_failed=true`.',
      { says: 'The only node hangs, or has lost its master: start it again.', run: restart('elasticsearch') },
      'The disk of a shard is gone for good: restore its index from a snapshot. The index of the messages is built anew from MySQL by `npm run rebuild-search`; of log lines, delete the backing index, which loses what was in it.',
    ],
  },
});

/** A ticket when the next node that fails takes something with it. */
export const elasticsearchYellow = coloured({
  name: 'ElasticsearchYellow',
  severity: 'ticket',
  color: 'yellow',
  // A restart of each node in turn, with the copies that are made meanwhile, is over by then.
  lasting: minutes(30),
  says: 'a copy of a shard is missing. All can be found; with one more node gone it cannot.',
  drill: 'add-copy',
  runbook: {
    meaning: 'All primary shards serve, and at least one of their copies has no place.',
    impact: 'None. If the node with the only copy fails, what is in it can be neither found nor written.',
    diagnosis: looks,
    mitigation: [
      'NODE_LEFT: start the node that is away.',
      'There is one node only: no copy will ever find a place. Set `number_of_replicas` of the index to 0, or `auto_expand_replicas` to `0-1` in its template, as those of `gapwatch apply` have.',
      'A disk is nearly full: runbook ElasticsearchDisk tells how to make room.',
      'ALLOCATION_FAILED: mend what the log says, then `POST _cluster/reroute?retry_failed=true`.',
    ],
  },
});
