import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { row } from '../adapter/dashboard.ts';
import { quantile } from '../adapter/distribution.ts';
import { share } from '../adapter/expressions.ts';
import { rates } from '../adapter/job-rates.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';
import { zeroIfQuiet } from './quiet.ts';

const messages = sum(rates(chatMetrics.messages));
const failed = sum(rates(chatMetrics.messages, { outcome: 'failed' }));

/** Numbers that answer whether the chat is well. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'Messages',
    description:
      'What people send now, whatever becomes of it. Zero at an hour when people talk: look at the sockets and the workers below.',
    unit: unit.messagesPerSecond,
    width: 4,
    queries: [query(zeroIfQuiet(messages), 'messages')],
  }),
  stat({
    title: 'Lost',
    description:
      'Share of messages that a fault of ours kept from being stored. Red: see which outcome grows below, then the pool on the dashboard MySQL and the log of those minutes.',
    unit: unit.ratio,
    width: 4,
    threshold: { above: 'messageErrorRatio' },
    queries: [query(zeroIfQuiet(share(failed, messages)), 'failed')],
  }),
  stat({
    title: 'Slowest',
    description:
      'Time from arrival to broadcast that 99 in 100 messages stay below. Red: compare with the wait for the pool and the event-loop delay, one of which explains it.',
    unit: unitOf(chatMetrics.messageDuration),
    none: 'nobody talks',
    width: 4,
    threshold: { above: 'messageDurationSeconds' },
    queries: [query(quantile(0.99, chatMetrics.messageDuration), '99 % below')],
  }),
  stat({
    title: 'People',
    description:
      'Open sockets on all workers. A sudden fall is a lost worker or network: see the reasons of disconnects.',
    unit: unitOf(chatMetrics.sockets),
    width: 4,
    queries: [query(sum(shown(chatMetrics.sockets)), 'sockets')],
  }),
  stat({
    title: 'Workers serving',
    description: 'Share of the workers that the configuration asks for which serve people. Red: see Workers below.',
    unit: unit.ratio,
    width: 4,
    threshold: { below: 1 },
    queries: [
      query(
        divide(
          sum(shown(chatMetrics.workers, { state: 'running' })),
          sum(shown(chatMetrics.workers, { state: 'desired' })),
        ),
        'running',
      ),
    ],
  }),
]);
