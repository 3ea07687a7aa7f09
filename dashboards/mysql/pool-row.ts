import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { percentiles } from '../adapter/distribution.ts';
import { highest, times } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

/** The app's pool of connections to MySQL. */
export const poolRow = row('MySQL pool', [
  timeseries({
    title: 'Pool connections',
    description:
      "Connections of all workers. In use near the limit for minutes: queries are slow, or the pool is too small; MySQL's own limit is beside its connections.",
    unit: unitOf(chatMetrics.poolConnections),
    width: 6,
    stacked: true,
    colours: { in_use: 'odd', idle: 'good' },
    queries: [
      query(sum(shown(chatMetrics.poolConnections), { by: ['state'] }), '{{state}}'),
      query(sum(shown(chatMetrics.poolLimit)), 'limit', { colour: 'measure', dashed: true }),
    ],
  }),
  timeseries({
    title: 'Queries that wait',
    description:
      'Of the ten workers where most wait. Anything but short peaks means that people wait: see the wait beside it.',
    unit: unitOf(chatMetrics.poolWaiting),
    width: 6,
    queries: [
      query(highest(sum(shown(chatMetrics.poolWaiting), { by: ['instance', 'worker'] })), '{{instance}} {{worker}}'),
    ],
  }),
  timeseries({
    title: 'Wait for a connection',
    description:
      'A healthy pool hands a connection out in under 10 ms. Above the line: find the slow query first; a larger pool only moves the queue into MySQL.',
    unit: unitOf(chatMetrics.poolWait),
    none: 'The chat asks nothing',
    width: 6,
    threshold: { above: 'poolWaitSeconds' },
    queries: percentiles(chatMetrics.poolWait),
  }),
  timeseries({
    title: 'Queries without a connection',
    description:
      'Queries that got none, so that a message or request failed. Unreachable: MySQL is down. Time-outs and a full queue: the pool is exhausted.',
    unit: unit.times,
    width: 6,
    bars: true,
    colours: { timeout: 'odd', queue_full: 'bad', unreachable: 'strange' },
    queries: [query(sum(times(shown(chatMetrics.poolFailures)), { by: ['reason'] }), '{{reason}}')],
  }),
]);
