import type { Collector } from '../engine/collector.ts';
import { mysqlServerCollector } from './server-collector.ts';
import { type MysqlLogin, openSession } from './session.ts';
import { mysqlStatusCollector } from './status-collector.ts';
import { mysqlVariablesCollector } from './variables-collector.ts';

/**
 * The collectors of one MySQL server, in the order of the page. They share one connection; closing the first of them ends it.
 * Their statements wait for one another in this order, so that those which a lock could hold stand last.
 */
export const makeMysqlCollectors = (login: MysqlLogin): readonly Collector[] => {
  const { query, close } = openSession(login);
  return [{ ...mysqlServerCollector(query), close }, mysqlStatusCollector(query), mysqlVariablesCollector(query)];
};
