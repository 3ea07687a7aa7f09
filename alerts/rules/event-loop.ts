import { nodeMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { max } from '../../metrics/promql/aggregate.ts';
import { type Fixed, minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select, selectHistogram } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { hangUp, processesOf } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { humanizeDuration } from '../humanize.ts';
import { type Limit, limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series } from '../series.ts';
import { chat } from './example-targets.ts';

const delay = max(select(nodeMetrics.eventLoopDelay, { stat: 'p99' }), { without: ['stat'] });

/** What tells the two alerts apart. */
interface Kind {
  readonly name: string;
  readonly severity: 'page' | 'ticket';
  readonly most: Limit<'eventLoopDelaySeconds' | 'eventLoopDelayUrgentSeconds'>;
  readonly lasting: Fixed;
  /** The one that tells of the same thing later, and louder. */
  readonly urgent?: Alert;
}

const delayed = ({ name, severity, most, lasting, urgent }: Kind): Alert => {
  const limit = humanizeDuration(most.value);
  return alert({
    name,
    severity,
    expr: isAbove(delay, most),
    for: lasting,
    summary: ({ worker, instance }) => `Worker ${worker} of ${instance} is more than ${limit} late`,
    description: ({ worker, instance }, { duration }) =>
      `The event loop of worker ${worker} of ${instance} is ${duration} late at the 99th percentile, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Event-loop delay'),
    consequenceOf: urgent ? [{ alert: urgent, same: ['job', 'instance', 'worker'] }] : [],
    drill: 'block-event-loop',
    runbook: {
      meaning: `Timers of the worker run more than ${limit} late in one of a hundred cases: something keeps its only thread busy.`,
      impact: 'Everything that the worker does is late: messages, searches, answers to scrapes.',
      diagnosis: [
        { says: 'Which workers?', query: delay },
        { says: 'Is it busy all the time?', query: select(nodeMetrics.eventLoopUtilization) },
        {
          says: 'Is it the garbage collector? Seconds of pauses per second.',
          query: rate(selectHistogram(nodeMetrics.gcDuration, 'sum'), minutes(5)),
        },
        {
          says: 'Which process? The first column is its number, the second its share of a processor.',
          run: processesOf('app'),
        },
        'A CPU profile of that process names the function: `kill -USR1` opens its debugger on its own machine, port 9229, for `chrome://inspect`.',
      ],
      mitigation: [
        'All workers are busy: run more of them (`app.workers`, or more replicas).',
        {
          says: 'Only one is: keep its profile, then have the workers replaced one after another.',
          run: hangUp('app'),
        },
      ],
    },
    tests: {
      scenes: [
        {
          when: 'one timer of a hundred runs late',
          labels: { ...chat, worker: '1' },
          given: (target, course) => [
            series(nodeMetrics.eventLoopDelay, { ...target, worker: '1', stat: 'p99' }, course.gauge()),
            series(
              nodeMetrics.eventLoopDelay,
              { ...target, worker: '1', stat: 'max' },
              course.gauge(() => 60),
            ),
          ],
        },
      ],
    },
  });
};

/** Pages when a worker is so late that people take the chat for dead. */
export const eventLoopDelayUrgent = (config: Config): Alert =>
  delayed({
    name: 'EventLoopDelayUrgent',
    severity: 'page',
    most: limitsOf(config).eventLoopDelayUrgentSeconds,
    // A collection of a large heap is over by then.
    lasting: minutes(2),
  });

/** A ticket when a worker is too busy to serve its sockets in time. */
export const eventLoopDelay = (config: Config): Alert =>
  delayed({
    name: 'EventLoopDelay',
    severity: 'ticket',
    most: limitsOf(config).eventLoopDelaySeconds,
    // A single long task is over by then.
    lasting: minutes(5),
    urgent: eventLoopDelayUrgent(config),
  });
