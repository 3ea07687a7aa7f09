import { logMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { quantile } from '../adapter/distribution.ts';
import { perSecond, times } from '../adapter/expressions.ts';
import { states, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

/** The way of the app's log lines to Elasticsearch. */
export const shippingRow = row('Shipping', [
  timeseries({
    title: 'Log lines',
    description:
      'Taken for shipping, and acknowledged by Elasticsearch. Apart for more than a minute: Elasticsearch is slow or gone; see the queue.',
    unit: unit.eventsPerSecond,
    width: 8,
    queries: [
      query(sum(perSecond(shown(logMetrics.accepted))), 'accepted'),
      query(sum(perSecond(shown(logMetrics.shipped))), 'shipped'),
    ],
  }),
  timeseries({
    title: 'Size of waiting log lines',
    description:
      'What the spool holds, and may hold. It grows while Elasticsearch is gone; when it is full, debug lines are dropped first.',
    unit: unitOf(logMetrics.spool),
    width: 8,
    queries: [
      query(sum(shown(logMetrics.spool), { by: ['instance'] }), '{{instance}}'),
      query(sum(shown(logMetrics.spoolLimit), { by: ['instance'] }), 'limit of {{instance}}'),
    ],
  }),
  timeseries({
    title: 'Age of waiting log lines',
    description:
      'How old the oldest line is that waits, and how old 99 in 100 were when they were shipped. Beyond a minute: Elasticsearch is gone or slow.',
    unit: unitOf(logMetrics.oldest),
    width: 8,
    queries: [
      query(shown(logMetrics.oldest), '{{instance}}'),
      query(quantile(0.99, logMetrics.lag), 'shipped: 99 % below'),
    ],
  }),
  timeseries({
    title: 'Log lines dropped or retried',
    description:
      'Dropped lines are lost: a full spool means that Elasticsearch was gone for too long. Put aside are those that it refuses or the disk damaged. Retries and lines that it had already lose nothing.',
    unit: unit.times,
    width: 8,
    bars: true,
    queries: [
      query(sum(times(shown(logMetrics.dropped)), { by: ['reason'] }), 'dropped: {{reason}}'),
      query(sum(times(shown(logMetrics.deadLetters)), { by: ['reason'] }), 'put aside: {{reason}}'),
      query(sum(times(shown(logMetrics.retries)), { by: ['reason'] }), 'retried: {{reason}}'),
      query(sum(times(shown(logMetrics.duplicates))), 'there already'),
    ],
  }),
  timeseries({
    title: 'Log shipping: answers and disk',
    description:
      'Time of requests to Elasticsearch and of the disk, 99 in 100 below. A slow disk delays nobody, but a crash of the machine loses more.',
    unit: unitOf(logMetrics.oldest),
    width: 8,
    queries: [
      query(quantile(0.99, logMetrics.requestDuration), 'request'),
      query(quantile(0.99, logMetrics.syncDuration), 'fsync'),
    ],
  }),
  states({
    title: 'Elasticsearch takes log lines',
    description: '1 while it takes what every process sends, 0 while it is away for one of them; its lines wait.',
    unit: unit.count,
    width: 8,
    words: { 0: ['away', 'bad'], 1: ['takes lines', 'good'] },
    queries: [query(shown(logMetrics.up), '{{instance}}')],
  }),
]);
