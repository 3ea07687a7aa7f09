import { mysqlServer, mysqlStatus, mysqlVariables } from '../../exporter/mysql/families.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { row } from '../adapter/dashboard.ts';
import { perSecond, share } from '../adapter/expressions.ts';
import { timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['instance'] as const;
const legend = '{{instance}}';

const read = sum(perSecond(shown(mysqlStatus.innodbBufferPoolReads)), { by });
const asked = sum(perSecond(shown(mysqlStatus.innodbBufferPoolReadRequests)), { by });

/** The MySQL server. */
export const mysqlRow = row('MySQL', [
  timeseries({
    title: 'MySQL up',
    description: 'One while MySQL answers the exporter. At zero all else here is missing, not zero.',
    unit: unitOf(mysqlServer.up),
    width: 8,
    threshold: { below: 1 },
    queries: [query(sum(shown(mysqlServer.up), { by }), legend)],
  }),
  timeseries({
    title: 'Connections of the maximum',
    description:
      'Open connections over max_connections. Above the line: see which client holds them (SHOW PROCESSLIST), before raising the maximum.',
    unit: unit.ratio,
    width: 8,
    threshold: { above: 'mysqlConnectionsRatio' },
    queries: [
      query(
        divide(sum(shown(mysqlStatus.threadsConnected), { by }), sum(shown(mysqlVariables.maxConnections), { by })),
        legend,
      ),
    ],
  }),
  timeseries({
    title: 'Threads running',
    description:
      'Connections that execute something this moment. More than there are processors, for long: queries queue up.',
    unit: unitOf(mysqlStatus.threadsRunning),
    width: 8,
    queries: [query(sum(shown(mysqlStatus.threadsRunning), { by }), legend)],
  }),
  timeseries({
    title: 'Statements',
    description:
      'Statements that clients sent. It should follow the messages; much more per message than usual is a new query.',
    unit: unit.requestsPerSecond,
    width: 6,
    queries: [query(sum(perSecond(shown(mysqlStatus.questions)), { by }), legend)],
  }),
  timeseries({
    title: 'Slow statements',
    description: 'Statements above long_query_time. Read the slow-query log of those minutes.',
    unit: unit.requestsPerSecond,
    width: 6,
    queries: [query(sum(perSecond(shown(mysqlStatus.slowQueries)), { by }), legend)],
  }),
  timeseries({
    title: 'Failed connects',
    description: 'Attempts to connect that failed: a wrong password, a full server, or a network that breaks off.',
    unit: unit.eventsPerSecond,
    width: 6,
    queries: [query(sum(perSecond(shown(mysqlStatus.abortedConnects)), { by }), legend)],
  }),
  timeseries({
    title: 'Reads from disk',
    description:
      'Share of page reads that the buffer pool could not answer. More than 1 % for long: the pool is too small.',
    unit: unit.ratio,
    width: 6,
    queries: [query(share(read, asked), legend)],
  }),
]);
