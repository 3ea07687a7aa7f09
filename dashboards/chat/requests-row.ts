import { chatMetrics, httpMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { histogramQuantile } from '../../metrics/promql/functions.ts';
import { row } from '../adapter/dashboard.ts';
import { observed, percentiles, perSecond, share } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown, shownBuckets } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const requests = perSecond(shown(httpMetrics.requests));
const serverErrors = perSecond(shown(httpMetrics.requests, { status_class: '5xx' }));

/** HTTP requests by route, and socket events. */
export const requestsRow = row('Requests and events', [
  timeseries({
    title: 'Requests by route',
    description: 'HTTP requests. A route that nobody asked for yesterday is a new client, or a scan.',
    unit: unit.requestsPerSecond,
    width: 6,
    queries: [query(sum(requests, { by: ['method', 'route'] }), '{{method}} {{route}}')],
  }),
  timeseries({
    title: 'Server errors by route',
    description:
      'Share of answers that were 5xx. Anything above zero is ours: search the logs for that url.path, and follow one http.request.id.',
    unit: unit.ratio,
    width: 6,
    threshold: { above: 'httpErrorRatio' },
    queries: [query(share(sum(serverErrors, { by: ['route'] }), sum(requests, { by: ['route'] })), '{{route}}')],
  }),
  timeseries({
    title: 'Request duration',
    description:
      'From arrival to the end of the answer. Slow here but not for messages: history or search reads too much.',
    unit: unitOf(httpMetrics.requestDuration),
    width: 6,
    queries: percentiles(httpMetrics.requestDuration),
  }),
  timeseries({
    title: 'Request duration by route',
    description:
      'What 99 in 100 answers stay below; nothing while a route is not asked for. Above the line people think that it hangs: the slow log of MySQL has the statement.',
    unit: unitOf(httpMetrics.requestDuration),
    width: 6,
    threshold: { above: 'httpDurationSeconds' },
    queries: [
      query(
        observed(
          histogramQuantile(0.99, sum(perSecond(shownBuckets(httpMetrics.requestDuration)), { by: ['route', 'le'] })),
        ),
        '{{route}}',
      ),
    ],
  }),
  timeseries({
    title: 'Socket events',
    description:
      'What clients send over sockets, and whether it was carried out. Failed ones are ours; invalid ones a client that speaks another version.',
    unit: unit.eventsPerSecond,
    width: 24,
    queries: [query(sum(perSecond(shown(chatMetrics.events)), { by: ['event', 'outcome'] }), '{{event}} {{outcome}}')],
  }),
]);
