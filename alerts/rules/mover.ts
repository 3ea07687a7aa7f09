import { chatMetrics, nodeMetrics, retentionMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { max, sum } from '../../metrics/promql/aggregate.ts';
import { above } from '../../metrics/promql/compare.ts';
import { secondsSince } from '../../metrics/promql/constant.ts';
import { hours, minutes, seconds } from '../../metrics/promql/duration.ts';
import { increase } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { and, or } from '../../metrics/promql/set.ts';
import { type Alert, alert } from '../alert.ts';
import { endLockHolder, lockHolder } from '../commands/locks.ts';
import { logOf } from '../commands/part.ts';
import { sql } from '../commands/sql.ts';
import { tablesPanel } from '../panels.ts';
import { rising, series, steady } from '../series.ts';
import { chat } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** A minute, so that a restart in the moment of a run calls nobody. */
const mismatchFor = minutes(1);

const unmatched = select(retentionMetrics.unmatched);

/** Pages when the mover meets messages that it may not delete, as the backup does not hold them. */
export const backupMismatch = alert({
  name: 'BackupMismatch',
  severity: 'page',
  expr: above(unmatched, 0),
  for: mismatchFor,
  summary: ({ instance }) => `The backup does not hold what the mover of ${instance} moved`,
  description: ({ instance }, { short }) =>
    `In its latest run the mover of ${instance} moved ${short} messages that it could not delete: the backup holds other messages under their ids.`,
  panel: tablesPanel('Rows moved but not deleted'),
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
    firing: [
      {
        when: 'a run meets three messages whose ids the backup has for others',
        given: [series(retentionMetrics.unmatched, chat, steady(0, minutes(5)), steady(3, minutes(10)))],
        at: minutes(8),
        fires: [{ labels: chat, value: 3 }],
      },
    ],
    quiet: [
      {
        when: 'every moved message is deleted',
        given: [series(retentionMetrics.unmatched, chat, steady(0, minutes(20)))],
        at: minutes(8),
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
  const limit = intervals * intervalSeconds;
  const healthy = minutes(10);
  // Long enough for rules that are evaluated each ten minutes in tests of hours.
  const at = seconds(healthy.seconds + limit + stalledFor.seconds + minutes(20).seconds);
  const last = rising(1, healthy);
  /** The last scrape of the healthy time, 15 s before its end. */
  const lastAt = healthy.seconds - 15;
  const build = series(
    chatMetrics.build,
    { ...chat, version: '1.0.0', build_id: 'b', node_version: '24.0.0' },
    steady(1, seconds(at.seconds + 60)),
  );
  const start = (value: number) => [
    series(nodeMetrics.startTime, chat, steady(value, seconds(at.seconds + 60))),
    build,
  ];
  return alert({
    name: 'MoverStalled',
    severity: 'ticket',
    expr: above(age, limit),
    for: stalledFor,
    summary: ({ job }) => `The mover of ${job} stands still`,
    description: ({ job }, { duration }) =>
      `No mover of ${job} has taken old messages to the backup, or found none, for ${duration}; it should each ${printSeconds(intervalSeconds)}.`,
    panel: tablesPanel('Time since the mover succeeded'),
    consequenceOf: [mysqlDown, { alert: backupMismatch, same: ['job'] }],
    runbook: {
      meaning: `No run of the mover has succeeded for more than ${printSeconds(limit)}, on any machine.`,
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
      firing: [
        {
          when: 'the mover stops succeeding',
          given: [series(retentionMetrics.lastSuccess, chat, last, steady(lastAt, at))],
          at,
          fires: [{ labels: { job: 'chat' }, value: at.seconds - lastAt }],
        },
        {
          when: 'the mover has never succeeded since the start',
          given: start(0),
          at,
          fires: [{ labels: { job: 'chat' }, value: at.seconds }],
        },
      ],
      quiet: [
        {
          when: 'a mover on one of two machines succeeds',
          given: [
            series(retentionMetrics.lastSuccess, chat, last, steady(lastAt, at)),
            series(
              retentionMetrics.lastSuccess,
              { ...chat, instance: 'chat-2:3001' },
              rising(1, seconds(at.seconds + 60)),
            ),
          ],
          at,
        },
        {
          when: 'the service has just started',
          given: start(at.seconds - limit / 2),
          at,
        },
      ],
    },
  });
};
