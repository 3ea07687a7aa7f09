import { logMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

/** The way of the app's log lines to Elasticsearch. */
export const logsRow = row('Log pipeline', [
  timeseries({
    title: 'Log lines',
    description:
      'Taken for shipping, and acknowledged by Elasticsearch. Apart for more than a minute: Elasticsearch is slow or gone; see the queue.',
    unit: unit.eventsPerSecond,
    width: 6,
    queries: [
      query(sum(perSecond(shown(logMetrics.accepted))), 'accepted'),
      query(sum(perSecond(shown(logMetrics.shipped))), 'shipped'),
    ],
  }),
  timeseries({
    title: 'Log lines waiting',
    description:
      'The queue to Elasticsearch. It grows while Elasticsearch is gone; when it is full, lines are dropped.',
    unit: unitOf(logMetrics.queued),
    width: 6,
    queries: [query(sum(shown(logMetrics.queued), { by: ['instance'] }), '{{instance}}')],
  }),
  timeseries({
    title: 'Size of waiting log lines',
    description: 'Memory that the queue takes. Few lines of great size: somebody logs whole documents.',
    unit: unitOf(logMetrics.queuedBytes),
    width: 6,
    queries: [query(sum(shown(logMetrics.queuedBytes), { by: ['instance'] }), '{{instance}}')],
  }),
  timeseries({
    title: 'Log lines dropped or retried',
    description:
      'Dropped lines are lost: rejected ones do not fit the template, a full queue means that Elasticsearch was gone for too long. Retries alone lose nothing.',
    unit: unit.eventsPerSecond,
    width: 6,
    queries: [
      query(sum(perSecond(shown(logMetrics.dropped)), { by: ['reason'] }), 'dropped: {{reason}}'),
      query(sum(perSecond(shown(logMetrics.retries)), { by: ['reason'] }), 'retried: {{reason}}'),
    ],
  }),
]);
