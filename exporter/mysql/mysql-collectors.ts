import type { Collector } from '../engine/collector.ts';
import { mysqlAutoIncrementCollector } from './auto-increment-collector.ts';
import { makeConnect, proveLogin } from './connection.ts';
import { mysqlInnodbCollector } from './innodb-collector.ts';
import { sayMysqlError } from './mysql-error.ts';
import { mysqlProcessesCollector } from './processes-collector.ts';
import { mysqlReplicationCollector } from './replication-collector.ts';
import { mysqlServerCollector } from './server-collector.ts';
import { type MysqlLogin, openSession } from './session.ts';
import { mysqlStatementsCollector } from './statements-collector.ts';
import { mysqlStatusCollector } from './status-collector.ts';
import { mysqlTablesCollector } from './tables-collector.ts';
import { mysqlVariablesCollector } from './variables-collector.ts';

/**
 * The collectors of one MySQL server, in the order of the page. They share one connection; closing the first of them ends it.
 * Their statements wait for one another in this order, so that those which a lock could hold stand last.
 */
export const makeMysqlCollectors = (login: MysqlLogin): readonly Collector[] => {
  const { query, server, close } = openSession(login);
  const connect = makeConnect(login);
  const prove = mysqlServerCollector(
    query,
    (deadline) => proveLogin(connect, deadline),
    (error) => sayMysqlError(error, login),
  );
  return [
    { ...prove, close },
    mysqlStatusCollector(query),
    mysqlVariablesCollector(query),
    mysqlInnodbCollector(query),
    mysqlReplicationCollector(query, server),
    mysqlProcessesCollector(query),
    mysqlStatementsCollector(query, server),
    mysqlTablesCollector(query),
    mysqlAutoIncrementCollector(query),
  ];
};
