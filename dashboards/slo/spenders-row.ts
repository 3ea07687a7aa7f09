import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { messageRecordings } from '../../prometheus/recording-rules.ts';
import { sloSeries } from '../../prometheus/slo-series.ts';
import { row } from '../adapter/dashboard.ts';
import { highest, times } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { chosen, chosenJobs, shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const failed = times(shown(chatMetrics.messages, { outcome: 'failed' }));
const none = 'Nobody has said anything since the start';
const lost = { 'event.action': 'send_message', 'event.outcome': 'failure' } as const;

/** Who spends the budget. */
export const spendersRow = row('Who spends it', [
  timeseries({
    title: 'Bad events',
    description: 'Events that broke their promise, by objective. Beside it is where they come from.',
    unit: unit.eventsPerSecond,
    none: 'Nothing has happened yet that anything is promised of',
    width: 8,
    queries: [query(sloSeries.bad('5m', chosenJobs), '{{slo}} of {{job}}')],
  }),
  timeseries({
    title: 'Messages lost by room',
    description: 'One room alone is one kind of message; all rooms alike are MySQL or its pool.',
    unit: unit.times,
    none,
    width: 8,
    bars: true,
    lines: lost,
    queries: [query(highest(sum(failed, { by: ['room'] })), '{{room}}')],
  }),
  timeseries({
    title: 'Messages lost by instance',
    description: 'One replica alone: its machine, or its way to MySQL. All alike: MySQL itself.',
    unit: unit.times,
    none,
    width: 8,
    bars: true,
    lines: lost,
    queries: [query(highest(sum(failed, { by: ['instance'] })), '{{instance}}')],
  }),
  timeseries({
    title: 'Delivery of messages',
    description: 'What 99 in 100 messages of the last 5 minutes stayed below, from arrival to broadcast.',
    unit: unitOf(chatMetrics.messageDuration),
    none: 'Nobody talks',
    width: 8,
    threshold: { above: 'messagesInTimeSeconds' },
    queries: [query(recorded(messageRecordings.durationP99, chosenJobs), '{{job}}')],
  }),
  timeseries({
    title: 'Slowest instances',
    description:
      'What 99 in 100 messages of the last 5 minutes stayed below with each replica, of the ten slowest. One alone: look at its event loop; all alike: at MySQL.',
    unit: unitOf(chatMetrics.messageDuration),
    none: 'Nobody talks',
    width: 8,
    threshold: { above: 'messagesInTimeSeconds' },
    queries: [query(highest(recorded(messageRecordings.instanceP99, chosen)), '{{instance}}')],
  }),
  timeseries({
    title: 'Why queries failed',
    description:
      'Queries that got no connection to MySQL, which is what most lost messages are. Unreachable: MySQL is down. Time-outs and a full queue: the pool is exhausted.',
    unit: unit.times,
    width: 8,
    bars: true,
    colours: { timeout: 'odd', queue_full: 'bad', unreachable: 'strange' },
    queries: [query(sum(times(shown(chatMetrics.poolFailures)), { by: ['reason'] }), '{{reason}}')],
  }),
]);
