import { nodeMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { max } from '../../metrics/promql/aggregate.ts';
import { above } from '../../metrics/promql/compare.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select, selectHistogram } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { processes } from '../commands/files.ts';
import { hangUp } from '../commands/part.ts';
import { humanizeDuration } from '../humanize.ts';
import { chatPanel } from '../panels.ts';
import { series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

/** A single long task is over by then. */
const lasting = minutes(5);

/** A ticket when a worker is too busy to serve its sockets in time. */
export const eventLoopDelay = ({ thresholds: { eventLoopDelaySeconds } }: Config): Alert => {
  const delay = max(select(nodeMetrics.eventLoopDelay, { stat: 'p99' }), { without: ['stat'] });
  const limit = humanizeDuration(eventLoopDelaySeconds);
  const sample = { ...chat, worker: '1', stat: 'p99' } as const;
  return alert({
    name: 'EventLoopDelay',
    severity: 'ticket',
    expr: above(delay, eventLoopDelaySeconds),
    for: lasting,
    summary: ({ worker, instance }) => `Worker ${worker} of ${instance} is too busy`,
    description: ({ worker, instance }, { duration }) =>
      `The event loop of worker ${worker} of ${instance} is ${duration} late at the 99th percentile, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Event-loop delay'),
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
        { says: 'Which process? The first column is its number, the second its share of a processor.', run: processes },
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
      firing: [
        {
          when: 'a worker is late by twice as much as it may',
          given: [series(nodeMetrics.eventLoopDelay, sample, steady(eventLoopDelaySeconds * 2, minutes(10)))],
          at: minutes(6),
          fires: [{ labels: { ...chat, worker: '1' }, value: eventLoopDelaySeconds * 2 }],
        },
      ],
      quiet: [
        {
          when: 'a worker is late by just as much as it may, and by more at the most',
          given: [
            series(nodeMetrics.eventLoopDelay, sample, steady(eventLoopDelaySeconds, minutes(10))),
            series(
              nodeMetrics.eventLoopDelay,
              { ...sample, stat: 'max' },
              steady(eventLoopDelaySeconds * 2, minutes(10)),
            ),
          ],
          at: minutes(6),
        },
      ],
    },
  });
};
