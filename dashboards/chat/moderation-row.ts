import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { percentiles, perSecond } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const words = (list: 'badwords' | 'allowwords') =>
  sum(shown(chatMetrics.moderationWords, { list }), { by: ['instance', 'worker'] });

/** The lists of words that messages are held against, and what that takes. */
export const moderationRow = row('Moderation', [
  timeseries({
    title: 'Blocked messages by room',
    description:
      'Messages kept back for a bad word. One room alone: its people quarrel, look into chatlogBackups; all rooms from one moment on: a new word of the list that is innocent.',
    unit: unit.messagesPerSecond,
    width: 6,
    stacked: true,
    queries: [query(sum(perSecond(shown(chatMetrics.messages, { outcome: 'blocked' })), { by: ['room'] }), '{{room}}')],
  }),
  timeseries({
    title: 'Listed words',
    description:
      'Words that each worker holds messages against. Zero: nothing is blocked. Workers apart for longer than a few seconds: one cannot read the lists, see their failures.',
    unit: unitOf(chatMetrics.moderationWords),
    width: 6,
    queries: [
      query(words('badwords'), 'refused {{instance}} {{worker}}'),
      query(words('allowwords'), 'allowed {{instance}} {{worker}}'),
    ],
  }),
  timeseries({
    title: 'Failed reloads of the lists',
    description:
      'Times that a worker could not ask for changes of the lists; the words before stay in use. Look whether MySQL is well, and at the log for the reason.',
    unit: unit.eventsPerSecond,
    width: 6,
    queries: [query(sum(perSecond(shown(chatMetrics.moderationReloadFailures)), { by: ['instance'] }), '{{instance}}')],
  }),
  timeseries({
    title: 'Moderation duration',
    description:
      'Time to look for bad words in one message, some 10 µs. It hardly grows with the lists; when it does grow, the processor is short.',
    unit: unitOf(chatMetrics.moderationDuration),
    width: 6,
    queries: percentiles(chatMetrics.moderationDuration),
  }),
]);
