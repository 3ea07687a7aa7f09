import { chatMetrics, nodeMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select, selectHistogram } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { hangUp } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { humanizePercentage } from '../humanize.ts';
import { limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series } from '../series.ts';
import { chat } from './example-targets.ts';

/** A collection of the whole heap comes long before that. */
const lasting = minutes(10);

const heap = (state: 'used' | 'limit') =>
  sum(select(nodeMetrics.heap, { state }), { by: ['job', 'instance', 'worker'] });

const limitBytes = 2_147_483_648;

/** A ticket before a worker dies of a leak, which then looks like an accident. */
export const heapNearLimit = (config: Config): Alert => {
  const { heapRatio } = limitsOf(config);
  const share = divide(heap('used'), heap('limit'));
  const limit = humanizePercentage(heapRatio.value);
  return alert({
    name: 'HeapNearLimit',
    severity: 'ticket',
    expr: isAbove(share, heapRatio),
    for: lasting,
    summary: ({ worker, instance }) => `Worker ${worker} of ${instance} uses more than ${limit} of its heap`,
    description: ({ worker, instance }, { percentage }) =>
      `${percentage} of the heap that V8 allows worker ${worker} of ${instance} are in use, more than ${limit}, for ${printSeconds(lasting.seconds)}. At 100% it dies.`,
    panel: chatPanel('Heap used of its limit'),
    drill: 'leak-memory',
    runbook: {
      meaning: `More than ${limit} of the worker's heap stays in use although garbage is collected.`,
      impact: 'Collections take ever longer, so that its people wait. Then it dies, and they have to connect again.',
      diagnosis: [
        { says: 'Does it grow without end (a leak), or with the people (too little memory)?', query: share },
        { says: 'How many people has each worker?', query: select(chatMetrics.sockets) },
        {
          says: 'How much of its time goes into collections?',
          query: rate(selectHistogram(nodeMetrics.gcDuration, 'sum'), minutes(5)),
        },
        'Two heap snapshots, ten minutes apart, tell what grows.',
      ],
      mitigation: [
        { says: 'Keep a snapshot of one, then have the workers replaced one after another.', run: hangUp('app') },
        'More people than before: run more workers, or raise `--max-old-space-size`.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'a worker leaks',
          labels: { ...chat, worker: '1' },
          given: (target, course) => [
            series(
              nodeMetrics.heap,
              { ...target, worker: '1', state: 'used' },
              course.gauge(({ heapRatio: used }) => used * limitBytes),
            ),
            series(
              nodeMetrics.heap,
              { ...target, worker: '1', state: 'limit' },
              course.gauge(() => limitBytes),
            ),
          ],
        },
      ],
    },
  });
};
