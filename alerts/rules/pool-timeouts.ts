import { chatMetrics } from '../../app/metrics.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { alert } from '../alert.ts';
import { appLog } from '../commands/app-log.ts';
import { endLongestStatement, sql } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import { limit } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { mysqlDown } from './mysql-down.ts';

/** A restart of MySQL is over by then. */
const lasting = minutes(5);

/** A query that gets no connection fails, whatever it was for. */
const none = limit('none', 0);

const failed = sum(increase(select(chatMetrics.poolFailures), lasting), { by: ['job', 'reason'] });

/** A ticket when queries get no connection at all, though MySQL is up. */
export const poolTimeouts = alert({
  name: 'PoolTimeouts',
  severity: 'ticket',
  expr: isAbove(failed, none),
  for: lasting,
  summary: ({ job, reason }) =>
    `Queries of ${job} have got no connection for ${printSeconds(lasting.seconds)} (${reason})`,
  description: ({ job, reason }, { short }) =>
    `About ${short} queries of ${job} got no connection to MySQL within ${printSeconds(lasting.seconds)}, reason ${reason}, and it goes on.`,
  panel: panelOn.mysql('Queries without a connection'),
  drill: 'lag-disk',
  consequenceOf: [mysqlDown],
  runbook: {
    meaning:
      "Queries of the chat are given up before they reach MySQL: none of the pool's connections came free in time (timeout), too many were waiting (queue_full), or no connection could be opened (unreachable).",
    impact: 'Each of these queries was a message, a search or a history that somebody wanted: it failed.',
    diagnosis: [
      {
        says: 'For which reason?',
        query: sum(rate(select(chatMetrics.poolFailures), lasting), { by: ['job', 'instance', 'reason'] }),
      },
      {
        says: 'How many connections are in use, by worker?',
        query: select(chatMetrics.poolConnections, { state: 'in_use' }),
      },
      {
        says: 'Which statements hold them?',
        run: sql('SHOW FULL PROCESSLIST', 'administrator'),
      },
      { says: 'What did the service say of it?', run: appLog({ 'event.outcome': 'failure' }) },
    ],
    mitigation: [
      {
        says: 'End the statement that has run for longest, if it is the one that holds the others up.',
        run: endLongestStatement,
      },
      'If MySQL is idle, raise app.poolSize; if it is busy, a larger pool makes it slower.',
    ],
  },
  tests: {
    scenes: [
      {
        when: 'none of the connections comes free',
        labels: { job: 'chat', reason: 'timeout' },
        given: (target, course) => [
          series(
            chatMetrics.poolFailures,
            { ...target, reason: 'timeout' },
            course.counter(({ none: queries }) => queries / lasting.seconds),
          ),
        ],
      },
    ],
  },
});
