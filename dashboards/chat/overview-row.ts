import { chatMetrics, nodeMetrics } from '../../app/metrics.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond, quantile, share } from '../adapter/expressions.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { zeroIfQuiet } from './quiet.ts';

const messages = sum(perSecond(shown(chatMetrics.messages)));
const failed = sum(perSecond(shown(chatMetrics.messages, { outcome: 'failed' })));

/** Six numbers that answer whether the chat is well. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Messages per second',
    description:
      'What people send now, whatever becomes of it. Zero at an hour when people talk: look at the sockets and the workers below.',
    unit: unit.messagesPerSecond,
    width: 4,
    queries: [query(zeroIfQuiet(messages), 'messages')],
  }),
  stat({
    title: 'Messages lost to faults',
    description:
      'Share of messages that a fault of ours kept from being stored. Red: see which outcome grows below, then the MySQL pool and the logs of those minutes.',
    unit: unit.ratio,
    width: 4,
    threshold: { above: 'messageErrorRatio' },
    queries: [query(zeroIfQuiet(share(failed, messages)), 'failed')],
  }),
  stat({
    title: 'Slowest messages',
    description:
      'Time from arrival to broadcast that 99 in 100 messages stay below; nothing while nobody talks. Red: compare with the wait for the pool and the event-loop delay, one of which explains it.',
    unit: unitOf(chatMetrics.messageDuration),
    width: 4,
    threshold: { above: 'messageDurationSeconds' },
    queries: [query(quantile(0.99, chatMetrics.messageDuration), '99 % below')],
  }),
  stat({
    title: 'People connected',
    description:
      'Open sockets on all workers. A sudden fall is a lost worker or network: see the reasons of disconnects.',
    unit: unitOf(chatMetrics.sockets),
    width: 4,
    queries: [query(sum(shown(chatMetrics.sockets)), 'sockets')],
  }),
  stat({
    title: 'Worst event-loop delay',
    description:
      'How late timers run on the worst worker, 99 in 100. Red: something computes for too long in one piece; see garbage collection, then profile that worker.',
    unit: unitOf(nodeMetrics.eventLoopDelay),
    width: 4,
    threshold: { above: 'eventLoopDelaySeconds' },
    queries: [query(max(shown(nodeMetrics.eventLoopDelay, { stat: 'p99' })), 'worst worker')],
  }),
  stat({
    title: 'Workers running',
    description: 'Workers that serve people. Fewer than the configuration asks for: see Workers below.',
    unit: unitOf(chatMetrics.workers),
    width: 4,
    threshold: { below: 1 },
    queries: [query(sum(shown(chatMetrics.workers, { state: 'running' })), 'running')],
  }),
]);
