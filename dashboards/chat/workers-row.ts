import { chatMetrics } from '../../app/metrics.ts';
import { count, max, min, sum } from '../../metrics/promql/aggregate.ts';
import { secondsSince, secondsUntil } from '../../metrics/promql/constant.ts';
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
      'Workers started again because one had died, each second on average. One is an accident; several in a row are a crash loop: look for the uncaught exception in the logs. Those that a rolling restart replaced are apart; failed means that the new one died and the old one went on.',
    unit: unit.eventsPerSecond,
    width: 8,
    queries: [
      query(sum(perSecond(shown(chatMetrics.workerRestarts)), { by: ['instance'] }), '{{instance}}'),
      query(sum(perSecond(shown(chatMetrics.workerReplacements)), { by: ['outcome'] }), 'rolling restart: {{outcome}}'),
    ],
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
    width: 12,
    label: 'build_id',
    columns: [{ title: 'Instances', expr: count(shown(chatMetrics.build), { by: ['build_id'] }), unit: unit.count }],
  }),
  stat({
    title: 'Time since the last start',
    description: 'Shorter than since the last deploy: the app went down and came back. Look for why in its log.',
    unit: unit.duration,
    width: 6,
    queries: [query(secondsSince(max(startTime)), 'since the start')],
  }),
  stat({
    title: 'Certificate expires in',
    description:
      'Time until browsers refuse the certificate; empty where the service speaks plain http. Red: renew it, the service takes the new files by itself.',
    unit: unit.duration,
    width: 6,
    threshold: { below: 'certificateSeconds' },
    queries: [query(secondsUntil(min(shown(chatMetrics.certificateNotAfter))), 'until it expires')],
  }),
]);
