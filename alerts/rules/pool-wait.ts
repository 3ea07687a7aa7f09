import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { mysqlStatus } from '../../exporter/mysql/families.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select } from '../../metrics/promql/selector.ts';
import { poolRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { endLongestStatement, sql } from '../commands/sql.ts';
import { isAbove } from '../condition.ts';
import { observations, observedIn } from '../histogram-series.ts';
import { humanizeDuration } from '../humanize.ts';
import { limitsOf } from '../limit.ts';
import { panelOn } from '../panels.ts';
import { observationsOf, quantileLevels } from '../quantile.ts';
import { chat } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** A burst is over by then. */
const lasting = minutes(5);

/** A ticket when queries of the chat wait long for a connection of their pool. */
export const poolWait = (config: Config): Alert => {
  const { poolWaitSeconds } = limitsOf(config);
  const wait = recorded(poolRecordings.waitP99);
  const limit = humanizeDuration(poolWaitSeconds.value);
  const sizes = quantileLevels(chatMetrics.poolWait, 'poolWaitSeconds', poolWaitSeconds.value);
  return alert({
    name: 'PoolWait',
    severity: 'ticket',
    expr: isAbove(wait, poolWaitSeconds),
    for: lasting,
    summary: ({ job }) => `Queries of ${job} wait more than ${limit} for connections to MySQL`,
    description: ({ job }, { duration }) =>
      `One of a hundred queries of ${job} waits ${duration} or longer for a connection, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: panelOn.mysql('Wait for a connection'),
    consequenceOf: [mysqlDown],
    drill: 'lag-disk',
    runbook: {
      meaning: `All connections of a worker's pool are in use, and one of a hundred queries waits more than ${limit} for one.`,
      impact: 'Messages and searches are late by the wait. Beyond the time-out of the pool they fail.',
      diagnosis: [
        { says: 'How many queries wait, by worker?', query: select(chatMetrics.poolWaiting) },
        { says: 'Are queries refused already?', query: rate(select(chatMetrics.poolFailures), minutes(5)) },
        {
          says: 'Does MySQL have more to do, or is it slower?',
          query: rate(select(mysqlStatus.slowQueries), minutes(5)),
        },
        { says: 'Does it wait for locks?', query: select(mysqlStatus.innodbRowLockCurrentWaits) },
        { says: 'Which statements run, and for how long?', run: sql('SHOW FULL PROCESSLIST', 'administrator') },
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
          when: 'one query of a hundred waits',
          labels: { job: 'chat' },
          levels: { poolWaitSeconds: sizes },
          given: (target, course) =>
            observedIn(course, chatMetrics.poolWait, target, ({ poolWaitSeconds: value }) =>
              observationsOf(chatMetrics.poolWait, { q: 0.99, value, perSecond: 2 }),
            ),
        },
      ],
      quiet: [
        {
          when: 'there are no queries',
          given: observations(chatMetrics.poolWait, chat, minutes(20), { size: 60, perSecond: 0 }),
          at: minutes(15),
        },
      ],
    },
  });
};
