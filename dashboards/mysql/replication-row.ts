import { mysqlReplication } from '../../exporter/mysql/families.ts';
import { max, min } from '../../metrics/promql/aggregate.ts';
import { row } from '../adapter/dashboard.ts';
import { states, timeseries } from '../adapter/panels.ts';
import { query } from '../adapter/query.ts';
import { shown } from '../adapter/target.ts';
import { unit, unitOf } from '../adapter/unit.ts';

const by = ['instance', 'master_host'] as const;
const none = 'No replica is asked: switch on the collector mysql_replication where there is one';

/** How far replicas follow their primaries. */
export const replicationRow = row('Replication', [
  states({
    title: 'Replication runs',
    description:
      'One while a replica receives and applies. Zero: SHOW REPLICA STATUS has the error; nothing of it is repaired by waiting.',
    unit: unitOf(mysqlReplication.ioRunning),
    none,
    width: 12,
    words: { 0: ['stopped', 'bad'], 1: ['runs', 'good'] },
    queries: [
      query(min(shown(mysqlReplication.ioRunning), { by }), '{{instance}} receives from {{master_host}}'),
      query(min(shown(mysqlReplication.sqlRunning), { by }), '{{instance}} applies from {{master_host}}'),
    ],
  }),
  timeseries({
    title: 'Replication lag',
    description:
      'Time by which a replica is behind its primary; no line while it stands. It rises with the clock: one long transaction, or a replica that is too slow.',
    unit: unit.duration,
    none,
    width: 12,
    queries: [query(max(shown(mysqlReplication.behind), { by }), '{{instance}} of {{master_host}}')],
  }),
]);
