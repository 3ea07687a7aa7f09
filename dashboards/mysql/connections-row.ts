import { mysqlProcesses, mysqlServer, mysqlStatus, mysqlVariables } from '../../exporter/mysql/families.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { topk } from '../../metrics/promql/topk.ts';
import { row } from '../adapter/dashboard.ts';
import { times } from '../adapter/expressions.ts';
import { states, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['instance'] as const;
const legend = '{{instance}}';

/** Whether MySQL answers, and who is connected. */
export const connectionsRow = row('Server and connections', [
  states({
    title: 'MySQL up',
    description: 'One while MySQL answers the exporter. At zero all else here is missing, not zero.',
    unit: unitOf(mysqlServer.up),
    width: 8,
    words: { 0: ['down', 'bad'], 1: ['up', 'good'] },
    queries: [query(sum(shown(mysqlServer.up), { by }), legend)],
  }),
  timeseries({
    title: 'Connections of the maximum',
    description:
      'Open connections over max_connections. Above the line: see which client holds them (SHOW PROCESSLIST), before raising the maximum.',
    unit: unit.ratio,
    width: 8,
    threshold: { above: 'mysqlConnectionsRatio', urgent: 'mysqlConnectionsUrgentRatio' },
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
    title: 'Connections by user',
    description:
      "The eight accounts that hold most connections, as a server may have hundreds. The chat's stays below workers × poolSize; another that grows does not close what it opens.",
    unit: unitOf(mysqlProcesses.byUser),
    width: 8,
    stacked: true,
    queries: [query(topk(8, sum(shown(mysqlProcesses.byUser), { by: ['mysql_user'] })), '{{mysql_user}}')],
  }),
  timeseries({
    title: 'Failed connects',
    description: 'Attempts to connect that failed: a wrong password, a full server, or a network that breaks off.',
    unit: unit.times,
    width: 8,
    bars: true,
    queries: [query(sum(times(shown(mysqlStatus.abortedConnects)), { by }), legend)],
  }),
  timeseries({
    title: 'Connections that broke off',
    description:
      'Connections that clients left without closing them. A peak at a deploy is its old processes; a trickle, wait_timeout or a network that forgets idle connections.',
    unit: unit.times,
    width: 8,
    bars: true,
    queries: [query(sum(times(shown(mysqlStatus.abortedClients)), { by }), legend)],
  }),
]);
