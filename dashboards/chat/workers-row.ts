import { chatMetrics } from '../../app/metrics.ts';
import { count, max, sum } from '../../metrics/promql/aggregate.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond } from '../adapter/expressions.ts';
import { stat, table, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { startTime } from './start-time.ts';

/** Workers of the cluster, and what they run. */
export const workersRow = row('Workers and build', [
  timeseries({
    title: 'Workers',
    description:
      'Running and desired. Apart for more than a minute: a worker dies at once each time; read the end of its log.',
    unit: unitOf(chatMetrics.workers),
    width: 8,
    queries: [query(sum(shown(chatMetrics.workers), { by: ['state'] }), '{{state}}')],
  }),
  timeseries({
    title: 'Worker restarts',
    description:
      'Workers started again because one had died, each second on average. One is an accident; several in a row are a crash loop: look for the uncaught exception in the logs.',
    unit: unit.eventsPerSecond,
    width: 8,
    queries: [query(sum(perSecond(shown(chatMetrics.workerRestarts)), { by: ['instance'] }), '{{instance}}')],
  }),
  timeseries({
    title: 'Silent workers',
    description:
      'Scrapes that a running worker did not answer. Its numbers stand still meanwhile, so distrust the other panels: it is blocked or out of processor time.',
    unit: unit.eventsPerSecond,
    width: 8,
    queries: [query(sum(perSecond(shown(chatMetrics.workerSilences)), { by: ['instance'] }), '{{instance}}')],
  }),
  table({
    title: 'Builds running',
    description:
      'The build that the code itself reports. Two after a deploy has ended: an instance still runs old code, whatever its image is called.',
    unit: unit.count,
    width: 16,
    label: 'build_id',
    columns: [{ title: 'Instances', expr: count(shown(chatMetrics.build), { by: ['build_id'] }), unit: unit.count }],
  }),
  stat({
    title: 'Time since the last start',
    description: 'Shorter than since the last deploy: the app went down and came back. Look for why in its log.',
    unit: unit.duration,
    width: 8,
    queries: [query(secondsSince(max(startTime)), 'since the start')],
  }),
]);
