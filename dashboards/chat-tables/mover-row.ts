import { retentionMetrics } from '../../app/metrics.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, perSecond } from '../adapter/expressions.ts';
import { jointTimes, rates } from '../adapter/job-rates.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown, shownPart } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

/** The mover, a part of the app: whether it runs, and what it takes from the live table to the backup. */
export const moverRow = row('Mover', [
  timeseries({
    title: 'Rows moved',
    description:
      'From the live table to the backup, by the limit that they were beyond. In the long run as many as people write; less for hours: the table fills.',
    unit: unit.rowsPerSecond,
    width: 8,
    queries: [
      query(sum(rates(retentionMetrics.moved), { by: ['reason'] }), 'moved: {{reason}}'),
      query(sum(rates(retentionMetrics.deleted)), 'deleted from the live table'),
    ],
  }),
  timeseries({
    title: 'Time since the mover succeeded',
    description:
      'A saw as high as the interval between runs. It rises without end: the mover is gone or fails; the log of the app tells why.',
    unit: unit.duration,
    width: 8,
    queries: [query(secondsSince(max(shown(retentionMetrics.lastSuccess), { by: ['job'] })), '{{job}}')],
  }),
  timeseries({
    title: 'Rows moved but not deleted',
    description:
      'Of the latest run, of the ten instances with most: the backup holds other rows under their ids, so that both stay. Anything but zero: nobody may empty either table before it is understood.',
    unit: unitOf(retentionMetrics.unmatched),
    width: 8,
    queries: [query(highest(max(shown(retentionMetrics.unmatched), { by: ['instance'] })), '{{instance}}')],
  }),
  timeseries({
    title: 'Runs of the mover',
    description:
      'By how they ended. Skipped: a mover on another machine was at work, which is well. Failed: MySQL was lost; the next run goes on.',
    unit: unit.times,
    width: 12,
    bars: true,
    queries: [query(sum(jointTimes(retentionMetrics.runs), { by: ['outcome'] }), '{{outcome}}')],
  }),
  timeseries({
    title: 'Share of time that the mover works',
    description:
      'Of the ten instances where it works most. Its pauses count as work, and a run counts when it ends. Near 100 % or above for long: it cannot keep up with what people write; shorten its pauses (retention.pauseRatio).',
    unit: unit.ratio,
    width: 12,
    queries: [
      query(
        highest(max(perSecond(shownPart(retentionMetrics.runDuration, 'sum')), { by: ['instance'] })),
        '{{instance}}',
      ),
    ],
  }),
]);
