import { canaryMetrics, logMetrics } from '../../app/metrics.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { divide, subtract } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { row } from '../adapter/dashboard.ts';
import { quantile } from '../adapter/distribution.ts';
import { highest, perSecond, times } from '../adapter/expressions.ts';
import { bucketRates, jointTimes } from '../adapter/job-rates.ts';
import { heatmap, states, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['instance'] as const;
const none = 'Nothing is shipped now';

/** Seconds until a spool is full, at the rate at which an instance logs. */
const timeLeft = divide(
  subtract(sum(shown(logMetrics.spoolLimit), { by }), sum(shown(logMetrics.spool), { by })),
  above(sum(perSecond(shown(logMetrics.written)), { by }), 0),
);

/** The way of the app's log lines to Elasticsearch. */
export const shippingRow = row('Shipping', [
  timeseries({
    title: 'Log lines',
    description:
      'Taken for shipping, and acknowledged by Elasticsearch. Apart for more than a minute: Elasticsearch is slow or gone; see the queue.',
    unit: unit.eventsPerSecond,
    width: 8,
    queries: [
      query(sum(perSecond(shown(logMetrics.accepted))), 'accepted', { colour: 'fact' }),
      query(sum(perSecond(shown(logMetrics.shipped))), 'shipped', { colour: 'good' }),
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
      query(sum(jointTimes(logMetrics.dropped), { by: ['reason'] }), 'dropped: {{reason}}', { colour: 'bad' }),
      query(sum(jointTimes(logMetrics.deadLetters), { by: ['reason'] }), 'put aside: {{reason}}', {
        colour: 'strange',
      }),
      query(sum(jointTimes(logMetrics.retries), { by: ['reason'] }), 'retried: {{reason}}', { colour: 'odd' }),
      query(sum(times(shown(logMetrics.duplicates))), 'there already', { colour: 'measure' }),
    ],
  }),
  timeseries({
    title: 'How long Elasticsearch may be away',
    description:
      'Until the first instance has no room for more lines, at the rate at which it writes them. Debug lines go a fifth of the way earlier. Less than a night: raise logs.limitBytes, or log less.',
    unit: unit.duration,
    width: 8,
    queries: [query(min(timeLeft), 'room for')],
  }),
  timeseries({
    title: 'Size of waiting log lines',
    description:
      'What the spools hold, of the ten fullest instances, and what one may hold. It grows while Elasticsearch is gone; when it is full, debug lines are dropped first.',
    unit: unitOf(logMetrics.spool),
    width: 8,
    queries: [
      query(highest(sum(shown(logMetrics.spool), { by })), '{{instance}}'),
      query(min(sum(shown(logMetrics.spoolLimit), { by })), 'limit of an instance', {
        colour: 'measure',
        dashed: true,
      }),
    ],
  }),
  timeseries({
    title: 'Age of waiting log lines',
    description:
      'How old the oldest line is that waits, of the ten instances furthest behind, and how old 99 in 100 were when they were shipped. Beyond a minute: Elasticsearch is gone or slow.',
    unit: unitOf(logMetrics.oldest),
    width: 8,
    queries: [
      query(highest(max(shown(logMetrics.oldest), { by })), '{{instance}}'),
      query(quantile(0.99, logMetrics.lag), 'shipped: 99 % below', { colour: 'strong' }),
    ],
  }),
  states({
    title: 'Elasticsearch takes log lines',
    description:
      'Away: it takes nothing of what a process of that instance sends; its lines wait, and none is lost yet.',
    unit: unit.count,
    width: 8,
    words: { 0: ['away', 'bad'], 1: ['takes lines', 'good'] },
    queries: [query(min(shown(logMetrics.up), { by }), '{{instance}}')],
  }),
  timeseries({
    title: 'Log shipping: answers and disk',
    description:
      'Time of requests to Elasticsearch and of the disk, 99 in 100 below. A slow disk delays nobody, but a crash of the machine loses more.',
    unit: unitOf(logMetrics.oldest),
    none,
    width: 8,
    queries: [
      query(quantile(0.99, logMetrics.requestDuration), 'request', { colour: 'strong' }),
      query(quantile(0.99, logMetrics.syncDuration), 'fsync', { colour: 'middle' }),
    ],
  }),
  heatmap({
    title: 'Age when shipped',
    description:
      'How old the lines were when Elasticsearch acknowledged them. A second or two is gathering; a band that rises step by step is a queue that was worked off after it came back.',
    unit: unitOf(logMetrics.lag),
    none,
    width: 8,
    queries: [query(sum(bucketRates(logMetrics.lag), { by: ['le'] }), '{{le}}')],
  }),
  timeseries({
    title: 'Time until a line is found',
    description:
      'From logging a line until a search finds it, and how long ago one was last found, of the ten instances that wait longest. That rises while nothing arrives, whatever the other panels say.',
    unit: unit.duration,
    none: 'Nobody looks: the service runs without Elasticsearch',
    width: 8,
    queries: [
      query(quantile(0.5, canaryMetrics.delay), 'half below', { colour: 'light' }),
      query(quantile(0.99, canaryMetrics.delay), '99 % below', { colour: 'strong' }),
      query(highest(secondsSince(max(shown(canaryMetrics.lastArrival), { by }))), '{{instance}}: last one ago'),
    ],
  }),
]);
