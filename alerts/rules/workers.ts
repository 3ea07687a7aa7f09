import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { subtract } from '../../metrics/promql/arithmetic.ts';
import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { logOf } from '../commands/part.ts';
import { isAbove } from '../condition.ts';
import { limit, limitsOf } from '../limit.ts';
import { chatPanel } from '../panels.ts';
import { rising, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';
import { noWorkers } from './no-workers.ts';

/** A worker that dies every four minutes is in a crash loop, though it runs whenever one looks. */
const restartWindow = minutes(15);

/** A ticket when workers die again and again. It holds on for as long as the window, so that it does not flap. */
export const workerRestarts = (config: Config): Alert => {
  const most = limitsOf(config).workerRestarts;
  const restarts = increase(select(chatMetrics.workerRestarts), restartWindow);
  /** Far too many within the window, then none. */
  const many = 100 * (most.value + 1);
  const deaths = [
    series(
      chatMetrics.workerRestarts,
      chat,
      rising(many / restartWindow.seconds, restartWindow),
      steady(many, minutes(60)),
    ),
  ];
  return alert({
    name: 'WorkerRestarts',
    severity: 'ticket',
    expr: isAbove(restarts, most),
    for: seconds(0),
    keepFiringFor: restartWindow,
    summary: ({ instance }) =>
      `More than ${most.value} workers of ${instance} died within ${printSeconds(restartWindow.seconds)}`,
    description: ({ instance }) =>
      `More than ${most.value} workers of ${instance} died and were started again within ${printSeconds(restartWindow.seconds)}.`,
    panel: chatPanel('Worker restarts'),
    drill: 'crash-workers',
    runbook: {
      meaning: `More than ${most.value} workers died within ${printSeconds(restartWindow.seconds)} and were replaced by the primary.`,
      impact:
        'Each death disconnects the people of that worker. Their clients connect again and miss what was said meanwhile.',
      diagnosis: [
        { says: 'When did they die?', query: restarts },
        { says: 'What did the workers log last?', run: appLog({ 'log.level': 'error' }) },
        {
          says: 'How did each end? Signal KILL without a last word: the kernel had no memory left (`dmesg`). Each early death doubles the pause before the next try, up to 30 s.',
          run: logOf('app', 'worker .* (died|ended)'),
        },
      ],
      mitigation: [
        'Correct what the last log lines tell, as a configuration that does not load. The next try, within 30 s, takes it; no restart is needed.',
        'Roll back the latest deploy if it began with it.',
        'If memory ran out: fewer workers, or a higher limit.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'workers die again and again',
          labels: chat,
          given: (target, course) => [
            series(
              chatMetrics.workerRestarts,
              target,
              course.counter(({ workerRestarts: deaths }) => deaths / restartWindow.seconds),
            ),
          ],
        },
      ],
      firing: [
        {
          when: 'they have been calm since, for less than the window',
          given: deaths,
          at: seconds(2 * restartWindow.seconds),
          since: minutes(1),
          fires: [{ labels: chat }],
        },
      ],
      quiet: [
        {
          when: 'they have been calm for longer than the window',
          given: deaths,
          at: seconds(3 * restartWindow.seconds),
        },
      ],
    },
  });
};

/** Not one may be missing. */
const none = limit('none', 0);

/** A worker starts in a few seconds. */
const missingFor = minutes(3);

const workers = (state: 'running' | 'desired') =>
  sum(select(chatMetrics.workers, { state }), { by: ['job', 'instance'] });

/** A ticket when fewer workers run than the configuration asks for. */
export const workersMissing = alert({
  name: 'WorkersMissing',
  severity: 'ticket',
  expr: isAbove(subtract(workers('desired'), workers('running')), none),
  for: missingFor,
  summary: ({ instance }) => `${instance} has lacked workers for ${printSeconds(missingFor.seconds)}`,
  description: ({ instance }, { short }) =>
    `${short} of the workers that ${instance} should run have been missing for ${printSeconds(missingFor.seconds)}.`,
  panel: chatPanel('Workers'),
  consequenceOf: [{ alert: noWorkers, same: ['job'] }],
  drill: 'crash-workers',
  runbook: {
    meaning:
      'The primary of the chat service wants more workers than run: those that it starts end at once, or never become ready.',
    impact: 'The others carry the load. With none left nobody can talk, and NoWorkers calls somebody.',
    diagnosis: [
      { says: 'How many run?', query: workers('running') },
      { says: 'How many should?', query: workers('desired') },
      { says: 'How did each worker end?', run: logOf('app', 'worker .* (died|ended)') },
    ],
    mitigation: [
      'Correct what its log tells. The primary tries again within 30 s; no restart is needed.',
      'Roll back the latest deploy if it began with it.',
    ],
  },
  tests: {
    scenes: [
      {
        when: 'a worker does not come back',
        labels: chat,
        given: (target, course) => [
          series(
            chatMetrics.workers,
            { ...target, state: 'running' },
            course.gauge(({ none: missing }) => 2 - missing),
          ),
          series(
            chatMetrics.workers,
            { ...target, state: 'desired' },
            course.gauge(() => 2),
          ),
        ],
      },
    ],
  },
});
