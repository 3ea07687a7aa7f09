import { chatMetrics, nodeMetrics, retentionMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { hours, minutes } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { and, or } from '../../metrics/promql/set.ts';
import { type Alert, alert } from '../alert.ts';
import { endLockHolder, lockHolder } from '../commands/locks.ts';
import { logOf } from '../commands/part.ts';
import { sql } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import { limit } from '../limit.ts';
import { tablesPanel } from '../panels.ts';
import { rising, type Samples, series, steady } from '../series.ts';
import type { Target } from '../series-name.ts';
import { chat } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** A minute, so that a restart in the moment of a run calls nobody. */
const mismatchFor = minutes(1);

/** One message that two ids stand for is one too many. */
const none = limit('none', 0);

const unmatched = select(retentionMetrics.unmatched);

/** Pages when the mover meets messages that it may not delete, as the backup does not hold them. */
export const backupMismatch = alert({
  name: 'BackupMismatch',
  severity: 'page',
  expr: isAbove(unmatched, none),
  for: mismatchFor,
  summary: ({ instance }) =>
    `The backup has not held what the mover of ${instance} moved for ${printSeconds(mismatchFor.seconds)}`,
  description: ({ instance }, { short }) =>
    `In its latest run the mover of ${instance} moved ${short} messages that it could not delete: the backup holds other messages under their ids.`,
  panel: tablesPanel('Rows moved but not deleted'),
  drill: 'clash-ids',
  runbook: {
    meaning:
      'The mover copies a message to chatlogBackups, compares, and deletes it from chatlogs only if both are the same. Here they are not: an id stands for two messages. It leaves both, and moves the others.',
    impact: 'Nothing is lost yet. The live table grows by these messages, and history shows one of each two.',
    diagnosis: [
      { says: 'Since when, and how many?', query: unmatched },
      {
        says: 'Which ids, and when was each written?',
        run: sql(
          'SELECT c.chat_id, c.createdAt, b.createdAt AS backed_up FROM chatlogs c JOIN chatlogBackups b USING (chat_id) LIMIT 20',
        ),
      },
      'Was chatlogs emptied by TRUNCATE, rebuilt, or filled from a dump? Its ids began anew then.',
    ],
    mitigation: [
      'Let nobody empty or restore either table until it is understood.',
      'Set AUTO_INCREMENT of chatlogs above the highest id of both tables, then give the messages in question new ids from there. The next run moves them. Build the search index anew (`npm run rebuild-search`): it takes an id for one message.',
    ],
  },
  tests: {
    scenes: [
      {
        when: 'a run meets a message whose id the backup has for another',
        labels: chat,
        given: (target, course) => [series(retentionMetrics.unmatched, target, course.gauge())],
      },
    ],
  },
});

/** Runs that may be missed. One is a deploy or a MySQL that restarts. */
const intervals = 2;

const stalledFor = minutes(10);

/** When the mover of each instance last succeeded; where it never has, when the instance started. */
const lastSuccess = or(
  select(retentionMetrics.lastSuccess),
  // Others tell their start by the same name; only the app's count.
  and(select(nodeMetrics.startTime), select(chatMetrics.build), { on: ['job', 'instance'] }),
);

/** A ticket when no machine's mover has succeeded for some intervals. */
export const moverStalled = ({ retention: { intervalSeconds } }: Config): Alert => {
  const age = secondsSince(max(lastSuccess, { by: ['job'] }));
  const latest = limit('latest', intervals * intervalSeconds);
  const build = (target: Target, samples: Samples) =>
    series(chatMetrics.build, { ...target, version: '1.0.0', build_id: 'b', node_version: '24.0.0' }, samples);
  return alert({
    name: 'MoverStalled',
    severity: 'ticket',
    expr: isAbove(age, latest),
    for: stalledFor,
    summary: ({ job }) => `The mover of ${job} has stood still for more than ${printSeconds(latest.value)}`,
    description: ({ job }, { duration }) =>
      `No mover of ${job} has taken old messages to the backup, or found none, for ${duration}; it should each ${printSeconds(intervalSeconds)}.`,
    panel: tablesPanel('Time since the mover succeeded'),
    consequenceOf: [mysqlDown, { alert: backupMismatch, same: ['job'] }],
    drill: 'hold-mover-lock',
    runbook: {
      meaning: `No run of the mover has succeeded for more than ${printSeconds(latest.value)}, on any machine.`,
      impact: 'None at first. The live table grows beyond its cap, and reading a room becomes slower.',
      diagnosis: [
        { says: 'How many seconds ago did it succeed?', query: age },
        {
          says: 'How have its runs ended in the last hour?',
          query: sum(increase(select(retentionMetrics.runs), hours(1)), { by: ['job', 'outcome'] }),
        },
        {
          says: 'Does it begin, and how does it end?',
          run: sql('SELECT * FROM retention_runs ORDER BY run_id DESC LIMIT 10'),
        },
        {
          says: 'Skipped again and again: somebody holds its lock. Which connection?',
          run: lockHolder('retention'),
        },
        { says: 'Failed: what did MySQL say?', run: logOf('app', 'retention|mover') },
      ],
      mitigation: [
        {
          says: 'End the connection that holds the lock: nobody holds it for longer than a run.',
          run: endLockHolder('retention'),
        },
        'Mend what MySQL says; the next run goes on by itself.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'no mover succeeds',
          labels: { job: 'chat' },
          // So late that it is too late at once.
          levels: { latest: { good: 0 } },
          given: (target, course) => [series(retentionMetrics.lastSuccess, target, course.clock())],
        },
        {
          when: 'no mover has succeeded since the start',
          labels: { job: 'chat' },
          given: (target, course) => [
            series(nodeMetrics.startTime, target, course.clock()),
            build(
              target,
              course.gauge(() => 1),
            ),
          ],
        },
      ],
      quiet: [
        {
          when: 'a mover on one of two machines succeeds',
          given: [
            series(retentionMetrics.lastSuccess, chat, steady(0, hours(2))),
            series(retentionMetrics.lastSuccess, { ...chat, instance: 'chat-2:3001' }, rising(1, hours(2))),
          ],
          at: minutes(110),
        },
        {
          when: 'another program has run for long that tells its start as the chat does',
          given: [series(nodeMetrics.startTime, chat, steady(0, hours(2)))],
          at: minutes(110),
        },
      ],
    },
  });
};
