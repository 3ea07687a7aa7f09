import { chatMetrics } from '../app/metrics.ts';
import { mysqlServer } from '../exporter/mysql/families.ts';
import { dashboard } from './adapter/dashboard.ts';
import { startTime } from './chat/start-time.ts';
import { connectionsRow } from './mysql/connections-row.ts';
import { innodbRow } from './mysql/innodb-row.ts';
import { overviewRow } from './mysql/overview-row.ts';
import { poolRow } from './mysql/pool-row.ts';
import { replicationRow } from './mysql/replication-row.ts';
import { statementsRow } from './mysql/statements-row.ts';

/** MySQL as the chat meets it, by its pool, and as it is, by the exporter. */
export const mysql = dashboard({
  uid: 'gapwatch-mysql',
  title: 'MySQL',
  description:
    "MySQL: whether it is up, what the chat's pool waits for, its connections, statements, locks and replicas.",
  source: 'dashboards/mysql.ts',
  of: [mysqlServer.up, chatMetrics.build],
  startTime,
  rows: [overviewRow, poolRow, connectionsRow, statementsRow, innodbRow, replicationRow],
  log: {
    description:
      'Lines of the chat with an error of MySQL or of its pool, by the code that MySQL or Node gives. ER_LOCK_DEADLOCK is tried again; PROTOCOL_ and ECONN: MySQL went away.',
    lines: { 'error.code': ['ER_*', 'PROTOCOL_*', 'ECONN*', 'ETIMEDOUT', 'POOL_*'] },
  },
});
