import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { messageRecordings } from '../../prometheus/recording-rules.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

/** Messages against what is promised of them. */
export const messagesRow = row('Messages', [
  timeseries({
    title: 'Share of messages lost',
    description:
      'Messages that a fault of ours kept from being stored, of all, in the last 5 minutes. Each of them spends the budget; see who, beside it.',
    unit: unit.ratio,
    none: 'No messages yet',
    width: 8,
    threshold: { above: 'messageErrorRatio' },
    queries: [query(recorded(messageRecordings.errorRatio), '{{job}}')],
  }),
  timeseries({
    title: 'Delivery of messages',
    description: 'What 99 in 100 messages of the last 5 minutes stayed below, from arrival to broadcast.',
    unit: unitOf(chatMetrics.messageDuration),
    none: 'No messages yet',
    width: 8,
    threshold: { above: 'messageDurationSeconds' },
    queries: [query(recorded(messageRecordings.durationP99), '{{job}}')],
  }),
  timeseries({
    title: 'Messages lost by room',
    description: 'Who spends the budget: one room is one kind of message; all rooms alike are MySQL or its pool.',
    unit: unit.messagesPerSecond,
    none: 'No messages yet',
    width: 8,
    stacked: true,
    queries: [query(sum(perSecond(shown(chatMetrics.messages, { outcome: 'failed' })), { by: ['room'] }), '{{room}}')],
  }),
]);
