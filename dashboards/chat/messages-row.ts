import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { percentiles, perSecond, share } from '../adapter/expressions.ts';
import { heatmap, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown, shownBuckets } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { zeroIfQuiet } from './quiet.ts';

const messages = perSecond(shown(chatMetrics.messages));
const failed = perSecond(shown(chatMetrics.messages, { outcome: 'failed' }));

/** Messages: how many, what became of them, how long they took. */
export const messagesRow = row('Messages', [
  timeseries({
    title: 'Messages by outcome',
    description:
      'Stored ones were broadcast; blocked ones held a bad word; duplicates were sent again and had been stored; invalid ones were malformed; limited ones came too fast from one; failed ones are our fault. Many blocked or invalid ones from one moment on: a client release or somebody playing with it.',
    unit: unit.messagesPerSecond,
    width: 12,
    stacked: true,
    queries: [query(sum(messages, { by: ['outcome'] }), '{{outcome}}')],
  }),
  timeseries({
    title: 'Messages by room',
    description: 'Where people talk. One room that falls silent while the others go on: its users lost their room.',
    unit: unit.messagesPerSecond,
    width: 12,
    stacked: true,
    queries: [query(sum(messages, { by: ['room'] }), '{{room}}')],
  }),
  timeseries({
    title: 'Message error ratio',
    description:
      'Share of messages lost to a fault of ours. Above the line: look at the failures of the pool first, then at the logs.',
    unit: unit.ratio,
    width: 12,
    threshold: { above: 'messageErrorRatio' },
    queries: [query(zeroIfQuiet(share(sum(failed), sum(messages))), 'failed')],
  }),
  timeseries({
    title: 'Deliveries by room',
    description:
      'Messages handed to sockets: messages times the people in the room. It falls behind the messages when people leave, and is what fills the processors.',
    unit: unit.messagesPerSecond,
    width: 12,
    stacked: true,
    queries: [query(sum(perSecond(shown(chatMetrics.deliveries)), { by: ['room'] }), '{{room}}')],
  }),
  timeseries({
    title: 'Message duration',
    description:
      'From arrival to broadcast. All three rise: MySQL or the pool. Only the highest rises: pauses of the event loop or of single queries.',
    unit: unitOf(chatMetrics.messageDuration),
    width: 12,
    threshold: { above: 'messageDurationSeconds' },
    queries: percentiles(chatMetrics.messageDuration),
  }),
  heatmap({
    title: 'Message durations',
    description:
      'The same times as a picture. Two bands are two kinds of messages, one of which waits for something; find out for what.',
    unit: unitOf(chatMetrics.messageDuration),
    width: 12,
    queries: [query(sum(perSecond(shownBuckets(chatMetrics.messageDuration)), { by: ['le'] }), '{{le}}')],
  }),
  timeseries({
    title: 'Messages of one transaction',
    description:
      'What comes while a transaction is under way goes together in the next one. About 1: MySQL keeps up with each. Near 128: MySQL or its disk is what limits the chat.',
    unit: unitOf(chatMetrics.messageBatch),
    width: 12,
    queries: percentiles(chatMetrics.messageBatch),
  }),
  timeseries({
    title: 'Messages waiting to be stored',
    description:
      'Messages in the memory of each worker, behind those that it is storing. Anything but short peaks means that people wait; those that wait for 2 s fail. Look at the transactions of MySQL.',
    unit: unitOf(chatMetrics.messagesWaiting),
    width: 12,
    queries: [
      query(sum(shown(chatMetrics.messagesWaiting), { by: ['instance', 'worker'] }), '{{instance}} {{worker}}'),
    ],
  }),
]);
