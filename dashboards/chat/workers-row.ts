import { chatMetrics } from '../../app/metrics.ts';
import { count, max, min, sum } from '../../metrics/promql/aggregate.ts';
import { secondsSince, secondsUntil } from '../../metrics/promql/constant.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, times } from '../adapter/expressions.ts';
import { stat, states, table, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { startTime } from './start-time.ts';

const fromAbove = { 'labels.worker': 'primary', 'log.level': ['error', 'warn', 'info'] } as const;

/** Workers of the cluster, and what they run. */
export const workersRow = row('Workers and build', [
  stat({
    title: 'Time since the last start',
    description: 'Shorter than since the last deploy: the app went down and came back. Look for why in its log.',
    unit: unit.duration,
    width: 12,
    lines: fromAbove,
    queries: [query(secondsSince(max(startTime)), 'since the start')],
  }),
  stat({
    title: 'Certificate expires in',
    description:
      'Time until browsers refuse the certificate. Orange: renew it, the service takes the new files by itself. Red: do it now.',
    unit: unit.duration,
    none: 'none: it speaks plain http',
    width: 12,
    threshold: { below: 'certificateSeconds', urgent: 'certificateUrgentSeconds' },
    queries: [query(secondsUntil(min(shown(chatMetrics.certificateNotAfter))), 'until it expires')],
  }),
  timeseries({
    title: 'Workers',
    description:
      'Running and desired. Apart for more than a minute: a worker dies at once each time; read the end of its log.',
    unit: unitOf(chatMetrics.workers),
    width: 8,
    lines: fromAbove,
    queries: [
      query(sum(shown(chatMetrics.workers, { state: 'running' })), 'running', { colour: 'good' }),
      query(sum(shown(chatMetrics.workers, { state: 'desired' })), 'desired', { colour: 'measure', dashed: true }),
    ],
  }),
  timeseries({
    title: 'Worker restarts',
    description:
      'Workers started again because one had died, of the ten instances with most. One is an accident; several in a row are a crash loop: look for the uncaught exception in the log. Those that a rolling restart replaced are apart; failed means that the new one died and the old one went on.',
    unit: unit.times,
    width: 8,
    bars: true,
    lines: fromAbove,
    queries: [
      query(highest(sum(times(shown(chatMetrics.workerRestarts)), { by: ['instance'] })), 'died: {{instance}}', {
        colour: 'bad',
      }),
      query(sum(times(shown(chatMetrics.workerReplacements)), { by: ['outcome'] }), 'rolling restart: {{outcome}}'),
    ],
  }),
  states({
    title: 'Workers that reach the others',
    description:
      'Alone: a worker of that replica has lost Redis, so that its people hear only each other. Look at Redis; the messages themselves are stored.',
    unit: unitOf(chatMetrics.adapterUp),
    width: 8,
    words: { 0: ['alone', 'bad'], 1: ['together', 'good'] },
    queries: [query(min(shown(chatMetrics.adapterUp), { by: ['instance'] }), '{{instance}}')],
  }),
  timeseries({
    title: 'Silent workers',
    description:
      'Scrapes that a running worker did not answer, of the ten instances with most. Its numbers stand still meanwhile, so distrust the other panels: it is blocked or out of processor time.',
    unit: unit.times,
    width: 12,
    bars: true,
    queries: [query(highest(sum(times(shown(chatMetrics.workerSilences)), { by: ['instance'] })), '{{instance}}')],
  }),
  table({
    title: 'Builds running',
    description:
      'The build that the code itself reports. Two after a deploy has ended: an instance still runs old code, whatever its image is called.',
    unit: unit.count,
    width: 12,
    labels: { build_id: 'Build', version: 'Version', node_version: 'Node' },
    columns: [
      {
        title: 'Instances',
        expr: count(shown(chatMetrics.build), { by: ['build_id', 'version', 'node_version'] }),
        unit: unit.count,
      },
    ],
  }),
]);
