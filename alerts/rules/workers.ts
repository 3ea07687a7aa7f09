import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { above, below } from '../../metrics/promql/compare.ts';
import { minutes, seconds } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { type Alert, alert } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { logOf } from '../commands/part.ts';
import { chatPanel } from '../panels.ts';
import { rising, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';
import { noWorkers } from './no-workers.ts';

/** A worker that dies every four minutes is in a crash loop, though it runs whenever one looks. */
const restartWindow = minutes(15);

/** A ticket when workers die again and again. It holds on for as long as the window, so that it does not flap. */
export const workerRestarts = ({ thresholds }: Config): Alert => {
  const limit = thresholds.workerRestarts;
  const restarts = increase(select(chatMetrics.workerRestarts), restartWindow);
  const many = 2 * (limit + 1);
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
    expr: above(restarts, limit),
    for: seconds(0),
    keepFiringFor: restartWindow,
    summary: ({ instance }) => `Workers of ${instance} die again and again`,
    description: ({ instance }) =>
      `More than ${limit} workers of ${instance} died and were started again within ${printSeconds(restartWindow.seconds)}.`,
    panel: chatPanel('Worker restarts'),
    runbook: {
      meaning: `More than ${limit} workers died within ${printSeconds(restartWindow.seconds)} and were replaced by the primary.`,
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
      firing: [
        {
          when: 'twice as many have died as may',
          given: deaths,
          at: restartWindow,
          fires: [{ labels: chat }],
        },
        {
          when: 'they have been calm since, for less than the window',
          given: deaths,
          at: seconds(2 * restartWindow.seconds),
          fires: [{ labels: chat }],
        },
      ],
      quiet: [
        {
          when: 'half as many have died as may',
          given: [
            series(
              chatMetrics.workerRestarts,
              chat,
              steady(0, minutes(10)),
              steady(Math.floor(limit / 2), minutes(10)),
            ),
          ],
          at: minutes(12),
        },
        {
          when: 'they have been calm for longer than the window',
          given: deaths,
          at: seconds(3 * restartWindow.seconds),
        },
      ],
    },
  });
};

/** A worker starts in a few seconds. */
const missingFor = minutes(3);

const workers = (state: 'running' | 'desired') =>
  sum(select(chatMetrics.workers, { state }), { by: ['job', 'instance'] });

/** A ticket when fewer workers run than the configuration asks for. */
export const workersMissing = alert({
  name: 'WorkersMissing',
  severity: 'ticket',
  expr: below(workers('running'), workers('desired')),
  for: missingFor,
  summary: ({ instance }) => `${instance} runs fewer workers than it should`,
  description: ({ instance }, { short }) =>
    `${instance} has been running only ${short} of its workers for ${printSeconds(missingFor.seconds)}.`,
  panel: chatPanel('Workers'),
  consequenceOf: [{ alert: noWorkers, same: ['job'] }],
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
    firing: [
      {
        when: 'one of two workers does not come back',
        given: [
          series(chatMetrics.workers, { ...chat, state: 'running' }, steady(2, minutes(2)), steady(1, minutes(8))),
          series(chatMetrics.workers, { ...chat, state: 'desired' }, steady(2, minutes(10))),
        ],
        at: minutes(6),
        fires: [{ labels: chat, value: 1 }],
      },
    ],
    quiet: [
      {
        when: 'all run',
        given: [
          series(chatMetrics.workers, { ...chat, state: 'running' }, steady(2, minutes(10))),
          series(chatMetrics.workers, { ...chat, state: 'desired' }, steady(2, minutes(10))),
        ],
        at: minutes(6),
      },
    ],
  },
});
