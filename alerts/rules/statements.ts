import type { Config } from '../../config/load-config.ts';
import { mysqlInnodb, mysqlStatements, mysqlStatus } from '../../exporter/mysql/families.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { increase, rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { select } from '../../metrics/promql/selector.ts';
import { topk } from '../../metrics/promql/topk.ts';
import { type Alert, alert } from '../alert.ts';
import { endLongestStatement, sql } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import { humanize, humanizePercentage } from '../humanize.ts';
import { both } from '../joined.ts';
import { limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { series } from '../series.ts';
import { partAndRest } from '../share.ts';
import { exporter } from './example-targets.ts';

/** A report that somebody runs, or a dump, is over by then. */
const lasting = minutes(10);

const window = minutes(10);

/** A ticket when many statements take longer than MySQL's long_query_time. */
export const slowQueries = (config: Config): Alert => {
  const { slowQueriesRatio, slowQueriesCount } = limitsOf(config);
  const slow = increase(select(mysqlStatus.slowQueries), window);
  const share = divide(slow, increase(select(mysqlStatus.questions), window));
  const limit = humanizePercentage(slowQueriesRatio.value);
  return alert({
    name: 'SlowQueries',
    severity: 'ticket',
    expr: both(isAbove(share, slowQueriesRatio), isAbove(slow, slowQueriesCount)),
    for: lasting,
    summary: ({ instance }) => `More than ${limit} of the statements are slow, says ${instance}`,
    description: ({ instance }, { percentage }) =>
      `${percentage} of the statements that clients send take longer than long_query_time, more than ${limit}, for ${printSeconds(lasting.seconds)}, says the exporter at ${instance}.`,
    panel: panelOn.mysql('Slow statements'),
    drill: 'lag-disk',
    runbook: {
      meaning: `More than ${limit} of the statements, and more than ${slowQueriesCount.value} within ${printSeconds(window.seconds)}, took longer than MySQL calls slow.`,
      impact:
        'What waits for them is late: a history, a search, the mover. Messages follow when connections run short.',
      diagnosis: [
        { says: 'What counts as slow here?', run: sql("SHOW GLOBAL VARIABLES LIKE 'long_query_time'") },
        {
          says: 'Which kinds of statements take most of the time?',
          query: topk(5, rate(select(mysqlStatements.seconds), window)),
        },
        { says: 'How do these read? By the digest.', query: topk(5, select(mysqlStatements.text)) },
        {
          says: 'Which run now? EXPLAIN tells whether they go by an index.',
          run: sql('SHOW FULL PROCESSLIST', 'administrator'),
        },
      ],
      mitigation: [
        { says: 'End the one that has run for longest, if it holds the others up.', run: endLongestStatement },
        'Give it the index that it lacks; if a deploy brought it, roll that back.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'a statement lacks its index',
          labels: exporter,
          given: (target, course) => {
            const { part, all } = partAndRest(course, {
              share: slowQueriesRatio,
              count: 'slowQueriesCount',
              within: window,
            });
            return [series(mysqlStatus.slowQueries, target, part), series(mysqlStatus.questions, target, all)];
          },
        },
      ],
    },
  });
};

/** A ticket when transactions keep each other from going on. */
export const deadlocks = (config: Config): Alert => {
  const { deadlocksPerSecond } = limitsOf(config);
  const often = rate(select(mysqlInnodb.deadlocks), minutes(5));
  const limit = humanize(deadlocksPerSecond.value);
  return alert({
    name: 'Deadlocks',
    severity: 'ticket',
    expr: isAbove(often, deadlocksPerSecond),
    for: lasting,
    summary: ({ instance }) => `InnoDB meets more than ${limit} deadlocks a second, says ${instance}`,
    description: ({ instance }, { short }) =>
      `InnoDB rolls ${short} transactions a second back because of deadlocks, more than ${limit}, for ${printSeconds(lasting.seconds)}, says the exporter at ${instance}.`,
    panel: panelOn.mysql('Deadlocks'),
    drill: 'deadlock-storm',
    runbook: {
      meaning:
        'Two transactions each hold rows that the other one wants. InnoDB rolls one of them back; a now and then is usual.',
      impact:
        'The chat tries a message again whose transaction was rolled back, so that people wait a little. Others may lose their work.',
      diagnosis: [
        { says: 'How often, and since when?', query: often },
        {
          says: 'Which two were the last? Section LATEST DETECTED DEADLOCK.',
          run: sql('SHOW ENGINE INNODB STATUS', 'administrator'),
        },
        {
          says: 'Who is connected besides the chat?',
          run: sql(
            'SELECT user, host, COUNT(*) AS connections FROM information_schema.PROCESSLIST GROUP BY 1, 2 ORDER BY 3 DESC',
            'administrator',
          ),
        },
      ],
      mitigation: [
        'Whatever is not the chat: let it lock rows in the same order, by their ids, and in smaller transactions.',
        'If a deploy brought it, roll that back.',
      ],
    },
    tests: {
      scenes: [
        {
          when: 'two programs lock rows in opposite order',
          labels: exporter,
          given: (target, course) => [series(mysqlInnodb.deadlocks, target, course.counter())],
        },
      ],
    },
  });
};
