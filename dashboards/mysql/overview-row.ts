import { chatMetrics } from '../../app/metrics.ts';
import { mysqlServer, mysqlStatus, mysqlVariables } from '../../exporter/mysql/families.ts';
import { max, min, sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { row } from '../adapter/dashboard.ts';
import { quantile } from '../adapter/distribution.ts';
import { perSecond, share } from '../adapter/expressions.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

/** Numbers that answer whether MySQL is well, and whether the chat gets what it asks of it. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'MySQL',
    description: 'Whether MySQL answers the exporter. Down: nobody can talk either; begin at the MySQL server itself.',
    unit: unitOf(mysqlServer.up),
    width: 4,
    threshold: { below: 1 },
    words: { 0: ['down', 'bad'], 1: ['up', 'good'] },
    queries: [query(min(shown(mysqlServer.up)), 'MySQL')],
  }),
  stat({
    title: 'Connections',
    description: "Share of max_connections that are open. Red: a deploy's extra pool could lock everyone out.",
    unit: unit.ratio,
    width: 4,
    threshold: { above: 'mysqlConnectionsRatio', urgent: 'mysqlConnectionsUrgentRatio' },
    queries: [
      query(
        max(
          divide(
            max(shown(mysqlStatus.threadsConnected), { by: ['instance'] }),
            max(shown(mysqlVariables.maxConnections), { by: ['instance'] }),
          ),
        ),
        'of max_connections',
      ),
    ],
  }),
  stat({
    title: 'Pool wait',
    description:
      'Wait for a connection of the pool that 99 in 100 queries of the chat stay below. Red: people wait for MySQL; see the pool below.',
    unit: unitOf(chatMetrics.poolWait),
    none: 'no queries now',
    width: 4,
    threshold: { above: 'poolWaitSeconds' },
    queries: [query(quantile(0.99, chatMetrics.poolWait), '99 % below')],
  }),
  stat({
    title: 'Slow',
    description:
      'Share of statements that take longer than long_query_time. More than a few: see the statements below, sorted by their time.',
    unit: unit.ratio,
    width: 4,
    queries: [
      query(
        share(sum(perSecond(shown(mysqlStatus.slowQueries))), sum(perSecond(shown(mysqlStatus.questions)))),
        'slow',
      ),
    ],
  }),
  stat({
    title: 'Asked',
    description: 'What clients ask of MySQL now. It follows the messages; compare with them before anything else.',
    unit: unit.requestsPerSecond,
    width: 4,
    queries: [query(sum(perSecond(shown(mysqlStatus.questions))), 'statements')],
  }),
]);
