import { chatMetrics } from '../../app/metrics.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { percentiles } from '../adapter/distribution.ts';
import { highest, times } from '../adapter/expressions.ts';
import { rates } from '../adapter/job-rates.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { inRooms } from './rooms.ts';

const words = (list: 'badwords' | 'allowwords') => shown(chatMetrics.moderationWords, { list });

/** The lists of words that messages are held against, and what that takes. */
export const moderationRow = row('Moderation', [
  timeseries({
    title: 'Blocked messages by room',
    description:
      'Messages kept back for a bad word. One room alone: its people quarrel, look into chatlogBackups; all rooms from one moment on: a new word of the list that is innocent.',
    unit: unit.messagesPerSecond,
    none: 'Nobody has said anything since the start',
    width: 6,
    stacked: true,
    queries: [
      query(sum(rates(chatMetrics.messages, { ...inRooms, outcome: 'blocked' }), { by: ['room'] }), '{{room}}'),
    ],
  }),
  timeseries({
    title: 'Listed words',
    description:
      'Words that workers hold messages against: of the worker that knows most, and of the one that knows fewest. Zero: nothing is blocked. The two apart for longer than a few seconds: one cannot read the lists, see their failures.',
    unit: unitOf(chatMetrics.moderationWords),
    width: 6,
    queries: [
      query(max(words('badwords')), 'refused: most', { colour: 'fact' }),
      query(min(words('badwords')), 'refused: fewest', { colour: 'bad' }),
      query(max(words('allowwords')), 'allowed: most', { colour: 'good' }),
      query(min(words('allowwords')), 'allowed: fewest', { colour: 'odd' }),
    ],
  }),
  timeseries({
    title: 'Failed reloads of the lists',
    description:
      'Times that a worker could not ask for changes of the lists, of the ten instances with most; the words before stay in use. Look whether MySQL is well, and at the log for the reason.',
    unit: unit.times,
    width: 6,
    bars: true,
    queries: [
      query(highest(sum(times(shown(chatMetrics.moderationReloadFailures)), { by: ['instance'] })), '{{instance}}'),
    ],
  }),
  timeseries({
    title: 'Moderation duration',
    description:
      'Time to look for bad words in one message, some 10 µs. It hardly grows with the lists; when it does grow, the processor is short.',
    unit: unitOf(chatMetrics.moderationDuration),
    none: 'Nobody talks',
    width: 6,
    queries: percentiles(chatMetrics.moderationDuration),
  }),
]);
