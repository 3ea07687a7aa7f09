import { type Collector, CollectorError } from '../engine/collector.ts';
import { mysqlServer, mysqlVariables } from './families.ts';
import { namesToValues, parseValue } from './name-value.ts';
import type { Query } from './session.ts';

/**
 * The server's limits and sizes, and its version.
 * @see https://mariadb.com/kb/en/server-system-variables/
 */
export const mysqlVariablesCollector = (query: Query): Collector => ({
  name: 'mysql_variables',
  help: "The server's limits and sizes, and its version.",
  enabled: true,
  timeoutMs: 3_000,
  families: [mysqlServer.version, ...Object.values(mysqlVariables)],
  async collect({ emit, ...deadline }) {
    const values = namesToValues(await query('SHOW GLOBAL VARIABLES', [], deadline));
    if (values.size === 0) throw new CollectorError('SHOW GLOBAL VARIABLES gave no rows.');
    const text = (name: string) => values.get(name) ?? '';
    const version = text('version');
    emit(
      mysqlServer.version,
      { innodb_version: text('innodb_version'), version, version_comment: text('version_comment') },
      1,
    );
    for (const family of Object.values(mysqlVariables)) {
      const value = parseValue(values.get(family.name.replace('mysql_global_variables_', '')));
      if (value !== undefined) emit(family, {}, value);
    }
  },
});
