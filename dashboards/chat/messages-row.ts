import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { row } from '../adapter/dashboard.ts';
import { share } from '../adapter/expressions.ts';
import { rates } from '../adapter/job-rates.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { unit } from '../adapter/unit.ts';
import { zeroIfQuiet } from './quiet.ts';
import { inRooms } from './rooms.ts';

const messages = rates(chatMetrics.messages, inRooms);
const failed = rates(chatMetrics.messages, { ...inRooms, outcome: 'failed' });
const stored = sum(rates(chatMetrics.messages, { ...inRooms, outcome: 'stored' }));
const delivered = sum(rates(chatMetrics.deliveries, inRooms));
const none = 'Nobody has said anything since the start';

/** Messages: how many, what became of them, whom they reached. */
export const messagesRow = row('Messages', [
  timeseries({
    title: 'Messages by outcome',
    description:
      'Stored ones were broadcast; blocked ones held a bad word; duplicates were sent again and had been stored; invalid ones were malformed; limited ones came too fast from one; failed ones are our fault. Many blocked or invalid ones from one moment on: a client release or somebody playing with it.',
    unit: unit.messagesPerSecond,
    none,
    width: 12,
    stacked: true,
    colours: {
      stored: 'good',
      blocked: 'odd',
      duplicate: 'fact',
      invalid: 'strange',
      limited: 'measure',
      failed: 'bad',
    },
    lines: { 'event.action': 'send_message', 'log.level': ['error', 'warn', 'info'] },
    queries: [query(sum(messages, { by: ['outcome'] }), '{{outcome}}')],
  }),
  timeseries({
    title: 'Messages by room',
    description: 'Where people talk. One room that falls silent while the others go on: its users lost their room.',
    unit: unit.messagesPerSecond,
    none,
    width: 12,
    stacked: true,
    queries: [query(sum(messages, { by: ['room'] }), '{{room}}')],
  }),
  timeseries({
    title: 'Message error ratio',
    description:
      'Share of messages lost to a fault of ours. Above the line: look at the failures of the pool first, then at the log.',
    unit: unit.ratio,
    width: 8,
    threshold: { above: 'messageErrorRatio' },
    lines: { 'event.action': 'send_message', 'event.outcome': 'failure' },
    queries: [query(zeroIfQuiet(share(sum(failed), sum(messages))), 'failed', { colour: 'bad' })],
  }),
  timeseries({
    title: 'Deliveries by room',
    description:
      'Messages handed to sockets: messages times the people in the room. It falls behind the messages when people leave, and is what fills the processors.',
    unit: unit.messagesPerSecond,
    none,
    width: 8,
    stacked: true,
    queries: [query(sum(rates(chatMetrics.deliveries, inRooms), { by: ['room'] }), '{{room}}')],
  }),
  timeseries({
    title: 'Receivers of a message',
    description:
      'Sockets that a message goes to, on average. Far below the people of a room: they are on workers that the message does not reach; see Workers that reach the others.',
    unit: unit.amount,
    none: 'Nobody talks',
    width: 8,
    queries: [query(divide(delivered, above(stored, 0)), 'sockets for each message')],
  }),
]);
