import { searchMetrics } from '../../app/metrics.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond, times } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const none = 'The chat runs without Elasticsearch';

/** The way of messages to the index that is searched. */
export const indexRow = row('Search index', [
  timeseries({
    title: 'Lag of the search index',
    description:
      'Age of the oldest change that the index has not taken. Below a second is usual. It rises with the clock: Elasticsearch is away, or refuses; nothing is lost, and it catches up after.',
    unit: unitOf(searchMetrics.lag),
    none,
    width: 6,
    threshold: { above: 'searchLagSeconds' },
    queries: [query(max(shown(searchMetrics.lag), { by: ['job'] }), '{{job}}')],
  }),
  timeseries({
    title: 'Changes waiting',
    description:
      'Rows of search_outbox. It fills while Elasticsearch is away, and empties at thousands a second when it is back.',
    unit: unitOf(searchMetrics.outbox),
    none,
    width: 6,
    queries: [query(max(shown(searchMetrics.outbox), { by: ['job'] }), '{{job}}')],
  }),
  timeseries({
    title: 'Messages indexed',
    description:
      'Messages that the index took in a new state: as many as people write and the mover moves; thousands a second while it is built anew. Rebuilds that ended show as peaks.',
    unit: unit.messagesPerSecond,
    none,
    width: 6,
    queries: [
      query(sum(perSecond(shown(searchMetrics.indexed))), 'indexed'),
      query(sum(perSecond(shown(searchMetrics.rebuilds))), 'rebuilds'),
    ],
  }),
  timeseries({
    title: 'Refused by the index',
    description:
      'Rejected ones cannot be found until the index is built anew: the log names them and says why. Retries lose nothing; network: Elasticsearch is away, overload: it has too much to do.',
    unit: unit.times,
    none,
    width: 6,
    bars: true,
    queries: [
      query(sum(times(shown(searchMetrics.rejected))), 'rejected'),
      query(sum(times(shown(searchMetrics.retries)), { by: ['reason'] }), 'retried: {{reason}}'),
    ],
  }),
]);
