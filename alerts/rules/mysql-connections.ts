import { chatMetrics } from '../../app/metrics.ts';
import type { Config } from '../../config/load-config.ts';
import { mysqlStatus, mysqlVariables } from '../../exporter/mysql/families.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { above } from '../../metrics/promql/compare.ts';
import { minutes } from '../../metrics/promql/duration.ts';
import { rate } from '../../metrics/promql/over-counter.ts';
import { printSeconds } from '../../metrics/promql/print.ts';
import { recorded } from '../../metrics/promql/recording.ts';
import { select } from '../../metrics/promql/selector.ts';
import { poolRecordings } from '../../prometheus/recording-rules.ts';
import { type Alert, alert } from '../alert.ts';
import { sizesAround } from '../bucket.ts';
import { endLongestStatement, sql } from '../commands/sql.ts';
import { humanizeDuration, humanizePercentage } from '../humanize.ts';
import { panelOn } from '../panels.ts';
import { observations, series, steady } from '../series.ts';
import { chat, exporter } from './example-targets.ts';
import { mysqlDown } from './mysql-down.ts';

/** A burst is over by then. */
const lasting = minutes(5);

/** A ticket when MySQL may soon refuse connections. */
export const mysqlConnections = ({ thresholds: { mysqlConnectionsRatio } }: Config): Alert => {
  const used = divide(select(mysqlStatus.threadsConnected), select(mysqlVariables.maxConnections));
  const limit = humanizePercentage(mysqlConnectionsRatio);
  const most = 1000;
  const tooMany = Math.ceil((most * (1 + mysqlConnectionsRatio)) / 2);
  return alert({
    name: 'MySQLConnections',
    severity: 'ticket',
    expr: above(used, mysqlConnectionsRatio),
    for: lasting,
    summary: () => `More than ${limit} of MySQL's connections are in use`,
    description: ({ instance }, { percentage }) =>
      `${percentage} of max_connections are in use for ${printSeconds(lasting.seconds)}, says the exporter at ${instance}. At 100% MySQL refuses new ones.`,
    panel: panelOn.mysql('Connections of the maximum'),
    runbook: {
      meaning: `Clients hold more than ${limit} of the connections that MySQL allows.`,
      impact: 'None yet. At 100% new workers cannot connect, and nobody but an administrator can log in.',
      diagnosis: [
        { says: 'How many are open?', query: select(mysqlStatus.threadsConnected) },
        { says: 'How many of them work? Few: somebody holds them idle.', query: select(mysqlStatus.threadsRunning) },
        { says: "What do the chat's own pools hold?", query: select(chatMetrics.poolConnections) },
        {
          says: 'Who holds the rest?',
          run: sql(
            'SELECT user, SUBSTRING_INDEX(host, ":", 1) AS place, command, COUNT(*) AS connections FROM information_schema.PROCESSLIST GROUP BY 1, 2, 3',
            'administrator',
          ),
        },
      ],
      mitigation: [
        'End clients that nobody needs.',
        'Workers × poolSize of all replicas must stay below max_connections: lower the one or raise the other.',
      ],
    },
    tests: {
      firing: [
        {
          when: 'half of what is left beyond the limit is in use too',
          given: [
            series(mysqlStatus.threadsConnected, exporter, steady(tooMany, minutes(10))),
            series(mysqlVariables.maxConnections, exporter, steady(most, minutes(10))),
          ],
          at: minutes(6),
          fires: [{ labels: exporter, value: tooMany / most }],
        },
      ],
      quiet: [
        {
          when: 'just as many are in use as may be',
          given: [
            series(
              mysqlStatus.threadsConnected,
              exporter,
              steady(Math.floor(most * mysqlConnectionsRatio), minutes(10)),
            ),
            series(mysqlVariables.maxConnections, exporter, steady(most, minutes(10))),
          ],
          at: minutes(6),
        },
      ],
    },
  });
};

/** A ticket when queries of the chat wait long for a connection of their pool. */
export const poolWait = ({ thresholds: { poolWaitSeconds } }: Config): Alert => {
  const wait = recorded(poolRecordings.waitP99);
  const limit = humanizeDuration(poolWaitSeconds);
  const { fine, slow, slowP99 } = sizesAround(chatMetrics.poolWait, 'poolWaitSeconds', poolWaitSeconds);
  return alert({
    name: 'PoolWait',
    severity: 'ticket',
    expr: above(wait, poolWaitSeconds),
    for: lasting,
    summary: ({ job }) => `Queries of ${job} wait for connections to MySQL`,
    description: ({ job }, { duration }) =>
      `One of a hundred queries of ${job} waits ${duration} or longer for a connection, more than ${limit}, for ${printSeconds(lasting.seconds)}.`,
    panel: panelOn.mysql('Wait for a connection'),
    consequenceOf: [mysqlDown],
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
      firing: [
        {
          when: 'all queries wait too long',
          given: observations(chatMetrics.poolWait, chat, { size: slow, perSecond: 2, lasting: minutes(20) }),
          at: minutes(15),
          fires: [{ labels: { job: 'chat' }, value: slowP99 }],
        },
      ],
      quiet: [
        {
          when: 'all queries wait just as long as they may',
          given: observations(chatMetrics.poolWait, chat, { size: fine, perSecond: 2, lasting: minutes(20) }),
          at: minutes(15),
        },
        {
          when: 'there are no queries',
          given: observations(chatMetrics.poolWait, chat, { size: slow, perSecond: 0, lasting: minutes(20) }),
          at: minutes(15),
        },
      ],
    },
  });
};
