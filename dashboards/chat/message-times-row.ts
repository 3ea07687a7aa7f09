import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { mean, percentiles, quantile } from '../adapter/distribution.ts';
import { highest } from '../adapter/expressions.ts';
import { bucketRates } from '../adapter/job-rates.ts';
import { heatmap, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const none = 'Nobody talks';

/** How long messages take, and what they wait for. */
export const messageTimesRow = row('How long messages take', [
  timeseries({
    title: 'Message duration',
    description:
      'From arrival to broadcast. All three rise: MySQL or the pool. Only the highest rises: pauses of the event loop or of single queries.',
    unit: unitOf(chatMetrics.messageDuration),
    none,
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
    queries: [query(sum(bucketRates(chatMetrics.messageDuration), { by: ['le'] }), '{{le}}')],
  }),
  timeseries({
    title: 'Messages of one transaction',
    description:
      'What comes while a transaction is under way goes together in the next one. About 1: MySQL keeps up with each. Near 128: MySQL or its disk is what limits the chat.',
    unit: unit.amount,
    none,
    width: 12,
    queries: [
      query(mean(chatMetrics.messageBatch), 'mean', { colour: 'middle' }),
      query(quantile(0.99, chatMetrics.messageBatch), '99 % below', { colour: 'strong' }),
    ],
  }),
  timeseries({
    title: 'Messages waiting to be stored',
    description:
      'Messages in the memory of the ten workers that have most, behind those that it is storing. Anything but short peaks means that people wait; those that wait for 2 s fail. Look at the transactions of MySQL.',
    unit: unitOf(chatMetrics.messagesWaiting),
    width: 12,
    queries: [
      query(
        highest(sum(shown(chatMetrics.messagesWaiting), { by: ['instance', 'worker'] })),
        '{{instance}} {{worker}}',
      ),
    ],
  }),
]);
