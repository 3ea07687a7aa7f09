import { join, resolve } from 'node:path';
import type { Config } from '../config/load-config.ts';
import type { LabPaths } from './lab-paths.ts';
import type { MariadbAccounts } from './servers/mariadb-accounts.ts';

/** Enough for one scrape at a time, and never so many that the exporter locks the app out. */
const exporterConnections = 3;

/**
 * Who may do what in the lab's database: the app all in its own, the exporter what its collectors read, of the chat tables
 * only ids and times, never what people wrote.
 */
export const databaseAccounts = (config: Config, paths: LabPaths): MariadbAccounts => {
  const { database } = config.mysql;
  return {
    folder: join(paths.folder, 'mariadb'),
    database,
    users: [
      {
        name: config.app.mysqlUser,
        passwordFile: resolve(config.root, config.app.mysqlPasswordFile),
        grants: [`ALL PRIVILEGES ON \`${database}\`.*`],
      },
      {
        name: config.exporter.mysqlUser,
        passwordFile: resolve(config.root, config.exporter.mysqlPasswordFile),
        grants: [
          'PROCESS, SLAVE MONITOR ON *.*',
          'SELECT ON `mysql`.`innodb_table_stats`',
          'SELECT ON `performance_schema`.`events_statements_summary_by_digest`',
          ...config.tables.map(
            ({ name, idColumn, timeColumn }) =>
              `SELECT (\`${idColumn}\`, \`${timeColumn}\`) ON \`${database}\`.\`${name}\``,
          ),
        ],
        maxConnections: exporterConnections,
      },
    ],
  };
};
