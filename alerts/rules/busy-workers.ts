import { chatMetrics, nodeMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select, selectHistogram } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { hangUp, processesOf } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { sumOf } from '../histogram-series.ts';
import { humanizePercentage } from '../humanize.ts';
import { limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series } from '../series.ts';
import { chat } from './example-targets.ts';

/** A crowd that comes in at once is in by then. */
const lasting = minutes(10);

const window = minutes(5);

const utilization = select(nodeMetrics.eventLoopUtilization);

/** A ticket while a worker still serves in time, but has nothing left for more people. */
export const eventLoopUtilization = (config: Config): Alert => {
  const { eventLoopUtilizationRatio } = limitsOf(config);
  const limit = humanizePercentage(eventLoopUtilizationRatio.value);
  return alert({
    name: 'EventLoopUtilization',
    severity: 'ticket',
    expr: isAbove(utilization, eventLoopUtilizationRatio),
    for: lasting,
    summary: ({ worker, instance }) => `Worker ${worker} of ${instance} is busy for more than ${limit} of its time`,
    description: ({ worker, instance }, { percentage }) =>
      `The event loop of worker ${worker} of ${instance} is busy for ${percentage} of its time, more than ${limit}, for ${printSeconds(lasting.seconds)}. One more crowd, and everything is late.`,
    panel: chatPanel('Event-loop utilisation'),
    drill: 'overload-workers',
    runbook: {
      meaning: `The one thread of a worker has work for more than ${limit} of the time. A worker has no second thread: what comes then waits.`,
      impact: 'None yet. Alert EventLoopDelay tells when people wait.',
      diagnosis: [
        { says: 'All workers, or one of them?', query: utilization },
        {
          says: 'Have more people come?',
          query: sum(select(chatMetrics.sockets), { by: ['job', 'instance', 'worker'] }),
        },
        {
          says: 'Do they say more?',
          query: sum(rate(select(chatMetrics.messages), window), { by: ['job', 'room'] }),
        },
        {
          says: 'Which process? The first column is its number, the second its share of a processor.',
          run: processesOf('app'),
        },
      ],
      mitigation: [
        'All workers are busy: run more of them (`app.workers`) if the machine has processors left, else more replicas.',
        {
          says: 'Only one is, with no more people than the others: have the workers replaced one after another.',
          run: hangUp('app'),
        },
      ],
    },
    tests: {
      scenes: [
        {
          when: 'a worker has too much to do',
          labels: { ...chat, worker: '1' },
          given: (target, course) => [
            series(nodeMetrics.eventLoopUtilization, { ...target, worker: '1' }, course.gauge()),
          ],
        },
      ],
    },
  });
};

/** A ticket when the workers of an instance spend much of their time on collecting garbage. */
export const gcShare = (config: Config): Alert => {
  const { gcRatio } = limitsOf(config);
  const limit = humanizePercentage(gcRatio.value);
  const byInstance = { by: ['job', 'instance'] } as const;
  const share = divide(
    sum(rate(selectHistogram(nodeMetrics.gcDuration, 'sum'), window), byInstance),
    sum(select(chatMetrics.workers, { state: 'running' }), byInstance),
  );
  return alert({
    name: 'GcShare',
    severity: 'ticket',
    expr: isAbove(share, gcRatio),
    for: lasting,
    summary: ({ instance }) => `Workers of ${instance} collect garbage for more than ${limit} of their time`,
    description: ({ instance }, { percentage }) =>
      `On the mean, workers of ${instance} stand still for ${percentage} of their time to collect garbage, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: chatPanel('Time in garbage collection'),
    drill: 'leak-memory',
    runbook: {
      meaning: `Pauses of the garbage collector take more than ${limit} of the workers' time: the heap is nearly full, or far too much is allocated.`,
      impact: 'People wait during each pause. A worker whose heap is full dies.',
      diagnosis: [
        {
          says: 'Which kind? major: the heap is nearly full. minor: much is allocated and soon forgotten.',
          query: sum(rate(selectHistogram(nodeMetrics.gcDuration, 'sum'), window), { by: ['job', 'instance', 'kind'] }),
        },
        {
          says: 'How full is the heap?',
          query: divide(
            sum(select(nodeMetrics.heap, { state: 'used' }), { by: ['job', 'instance', 'worker'] }),
            sum(select(nodeMetrics.heap, { state: 'limit' }), { by: ['job', 'instance', 'worker'] }),
          ),
        },
        'Alert HeapNearLimit fires as well: begin there.',
      ],
      mitigation: [
        {
          says: 'The heap grows without end: have the workers replaced one after another; keep a snapshot of one.',
          run: hangUp('app'),
        },
        'More people than before: run more workers, or raise `--max-old-space-size`.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'collections take long',
          labels: chat,
          given: (target, course) => [
            sumOf(
              nodeMetrics.gcDuration,
              { ...target, kind: 'major' },
              course.counter(({ gcRatio: part }) => 2 * part),
            ),
            series(
              chatMetrics.workers,
              { ...target, state: 'running' },
              course.gauge(() => 2),
            ),
          ],
        },
      ],
    },
  });
};
