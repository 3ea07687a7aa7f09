import { httpMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { histogramQuantile } from '../../metrics/promql/functions.ts';
import { row } from '../adapter/dashboard.ts';
import { observed, percentiles } from '../adapter/distribution.ts';
import { share } from '../adapter/expressions.ts';
import { bucketRates, rates } from '../adapter/job-rates.ts';
import { heatmap, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const requests = rates(httpMetrics.requests);
const serverErrors = rates(httpMetrics.requests, { status_class: '5xx' });
const none = 'Nobody asks for anything now';

/** HTTP requests by route. */
export const requestsRow = row('Requests', [
  timeseries({
    title: 'Requests by route',
    description: 'HTTP requests. A route that nobody asked for yesterday is a new client, or a scan.',
    unit: unit.requestsPerSecond,
    width: 12,
    stacked: true,
    longNames: true,
    lines: { 'http.request.method': '*', 'log.level': ['error', 'warn', 'info'] },
    queries: [query(sum(requests, { by: ['method', 'route'] }), '{{method}} {{route}}')],
  }),
  timeseries({
    title: 'Requests by status',
    description:
      '5xx are ours: search the log. Many 4xx: a client that speaks another version, expired tokens, or somebody who tries addresses; those beyond a limit are among them.',
    unit: unit.requestsPerSecond,
    width: 12,
    stacked: true,
    colours: { '1xx': 'measure', '2xx': 'good', '3xx': 'fact', '4xx': 'odd', '5xx': 'bad' },
    queries: [query(sum(requests, { by: ['status_class'] }), '{{status_class}}')],
  }),
  timeseries({
    title: 'Server errors by route',
    description:
      'Share of answers that were 5xx. Anything above zero is ours: search the logs for that url.path, and follow one http.request.id.',
    unit: unit.ratio,
    width: 12,
    threshold: { above: 'httpErrorRatio' },
    lines: { 'event.outcome': 'failure' },
    queries: [query(share(sum(serverErrors, { by: ['route'] }), sum(requests, { by: ['route'] })), '{{route}}')],
  }),
  timeseries({
    title: 'Request duration by route',
    description:
      'What 99 in 100 answers stay below; nothing while a route is not asked for. Above the line people think that it hangs: the slow log of MySQL has the statement.',
    unit: unitOf(httpMetrics.requestDuration),
    none,
    width: 12,
    threshold: { above: 'httpDurationSeconds' },
    lines: { 'http.request.method': '*', 'log.level': ['error', 'warn', 'info'] },
    queries: [
      query(
        observed(histogramQuantile(0.99, sum(bucketRates(httpMetrics.requestDuration), { by: ['route', 'le'] }))),
        '{{route}}',
      ),
    ],
  }),
  timeseries({
    title: 'Request duration',
    description:
      'From arrival to the end of the answer. Slow here but not for messages: history or search reads too much.',
    unit: unitOf(httpMetrics.requestDuration),
    none,
    width: 12,
    queries: percentiles(httpMetrics.requestDuration),
  }),
  heatmap({
    title: 'Request durations',
    description: 'The same times as a picture. A second band far above the first is one route; see which, above.',
    unit: unitOf(httpMetrics.requestDuration),
    none,
    width: 12,
    queries: [query(sum(bucketRates(httpMetrics.requestDuration), { by: ['le'] }), '{{le}}')],
  }),
]);
