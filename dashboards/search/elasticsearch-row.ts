import { chatTable } from '../../exporter/chat-tables/families.ts';
import { elasticsearchIndex, elasticsearchNode } from '../../exporter/elasticsearch/families.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, perSecond, times } from '../adapter/expressions.ts';
import { notAsked } from '../adapter/nothing-known.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['name'] as const;
const messages = { index: { pattern: 'chat-messages-.+' } } as const;
const asked = sum(perSecond(shown(elasticsearchNode.searches)), { by });

/** What is in the index, and what answering costs Elasticsearch. */
export const elasticsearchRow = row('Index and tables', [
  timeseries({
    title: 'Messages in the index and in the tables',
    description:
      'Documents of the index, and rows of the tables that it is made of. They go side by side, the index a little above for the empty entries of what is gone; a gap that grows: build it anew (npm run rebuild-search).',
    unit: unitOf(chatTable.rows),
    none: notAsked,
    width: 12,
    queries: [
      query(max(shown(elasticsearchIndex.documents, messages), { by: ['index'] }), '{{index}}'),
      query(sum(max(shown(chatTable.rows), { by: ['table'] })), 'rows of all tables', {
        colour: 'measure',
        dashed: true,
      }),
    ],
  }),
  timeseries({
    title: 'Size of the index',
    description: 'On disk, copies not counted. It grows with the messages; twice of it at once is a rebuild.',
    unit: unitOf(elasticsearchIndex.size),
    none: notAsked,
    width: 12,
    queries: [query(max(shown(elasticsearchIndex.size, messages), { by: ['index'] }), '{{index}}')],
  }),
  timeseries({
    title: 'Searches of shards',
    description: 'Each search asks every shard, and so do those of Kibana and Grafana in the log.',
    unit: unit.requestsPerSecond,
    none: notAsked,
    width: 8,
    queries: [query(highest(asked), '{{name}}')],
  }),
  timeseries({
    title: 'Time of a search of a shard',
    description:
      'The mean, in Elasticsearch itself. Far below the duration of searches: the time goes to the network or to the event loop of the chat.',
    unit: unit.seconds,
    none: notAsked,
    width: 8,
    queries: [
      query(highest(divide(sum(perSecond(shown(elasticsearchNode.searchTime)), { by }), above(asked, 0))), '{{name}}'),
    ],
  }),
  timeseries({
    title: 'Searches turned away',
    description:
      'Searches that Elasticsearch refused as its queue was full. Those people were told that the search is degraded.',
    unit: unit.times,
    none: notAsked,
    width: 8,
    bars: true,
    queries: [query(sum(times(shown(elasticsearchNode.rejected, { type: 'search' })), { by }), '{{name}}')],
  }),
]);
