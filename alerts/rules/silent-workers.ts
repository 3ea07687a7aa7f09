import { chatMetrics, nodeMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { hangUp, processesOf } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { series, steady } from '../series.ts';
import { chat } from './example-targets.ts';

const window = minutes(5);

/** The window before it is long enough. */
const lasting = minutes(1);

/** Pages when workers run and do nothing. Of a worker that hangs all gauges are missing, so that no other alert sees it. */
export const workersSilent = (config: Config): Alert => {
  const { workerSilences } = limitsOf(config);
  const silences = increase(select(chatMetrics.workerSilences), window);
  return alert({
    name: 'WorkersSilent',
    severity: 'page',
    expr: isAbove(silences, workerSilences),
    for: lasting,
    summary: ({ instance }) =>
      `Workers of ${instance} hang: more than ${workerSilences.value} scrapes went without an answer`,
    description: ({ instance }) =>
      `Workers of ${instance} left more than ${workerSilences.value} scrapes without an answer within ${printSeconds(window.seconds)}.`,
    panel: chatPanel('Silent workers'),
    drill: 'freeze-worker',
    runbook: {
      meaning: `The primary asks each worker for its numbers at each scrape. More than ${workerSilences.value} of these questions within ${printSeconds(window.seconds)} were not answered in time, though the workers run.`,
      impact: 'People of such a worker talk into the void: nothing of theirs arrives, nothing reaches them.',
      diagnosis: [
        { says: 'Since when?', query: silences },
        {
          says: 'Which workers still answer? The one that is missing here hangs.',
          query: sum(select(nodeMetrics.eventLoopUtilization), { by: ['job', 'instance', 'worker'] }),
        },
        {
          says: 'Does its process use a whole processor (an endless loop), or none (it is stopped, state T, or waits for a disk, state D)? The columns are number, share of a processor, state.',
          run: processesOf('app'),
        },
        { says: 'What did it log last?', run: appLog({}) },
      ],
      mitigation: [
        { says: 'Have the workers replaced one after another; one that hangs is killed.', run: hangUp('app') },
        'All workers are late: run more of them, or give the machine more processors.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'a worker hangs',
          labels: chat,
          given: (target, course) => [
            series(
              chatMetrics.workerSilences,
              target,
              course.counter(({ workerSilences: silences }) => silences / window.seconds),
            ),
          ],
        },
      ],
      quiet: [
        {
          when: 'workers were silent long ago',
          given: [series(chatMetrics.workerSilences, chat, steady(500, minutes(20)))],
          at: minutes(15),
        },
      ],
    },
  });
};
