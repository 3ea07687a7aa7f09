import { chatTable } from '../../exporter/chat-tables/families.ts';
import { collectorFamilies } from '../../exporter/engine/families.ts';
import { mysqlServer, mysqlStatus, mysqlVariables } from '../../exporter/mysql/families.ts';
import { max, min } from '../../metrics/promql/aggregate.ts';
import { divide } from '../../metrics/promql/arithmetic.ts';
import { row } from '../adapter/dashboard.ts';
import { stat } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['table'] as const;

/** Numbers that answer whether the tables and their MySQL are well. */
export const overviewRow = row('Is it well?', [
  stat({
    title: 'MySQL',
    description: 'Whether MySQL answers the exporter. Down: nobody can talk either; begin at the MySQL server itself.',
    unit: unitOf(mysqlServer.up),
    width: 6,
    threshold: { below: 1 },
    words: { 0: 'down', 1: 'up' },
    queries: [query(min(shown(mysqlServer.up)), 'MySQL')],
  }),
  stat({
    title: 'Fullest table',
    description: 'Rows over the cap, of the table that is nearest to it. Red: see whether the mover still runs.',
    unit: unit.ratio,
    width: 6,
    threshold: { above: 'tableNearCapRatio' },
    queries: [
      query(max(divide(max(shown(chatTable.rows), { by }), max(shown(chatTable.capRows), { by }))), 'of the cap'),
    ],
  }),
  stat({
    title: 'Connections in use',
    description: "Share of max_connections that are open. Red: a deploy's extra pool could lock everyone out.",
    unit: unit.ratio,
    width: 6,
    threshold: { above: 'mysqlConnectionsRatio' },
    queries: [
      query(
        divide(max(shown(mysqlStatus.threadsConnected)), max(shown(mysqlVariables.maxConnections))),
        'of max_connections',
      ),
    ],
  }),
  stat({
    title: 'Collectors that succeed',
    description:
      'Whether every collector that has something to collect does so. Failing: the panels it feeds are empty; its name is below.',
    unit: unitOf(collectorFamilies.success),
    width: 6,
    threshold: { below: 1 },
    words: { 0: 'failing', 1: 'all' },
    queries: [query(min(shown(collectorFamilies.success)), 'collectors')],
  }),
]);
