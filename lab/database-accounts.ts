import { join, resolve } from 'node:path';
import { mysqlPasswordPath } from '../app/storage/login.ts';
import type { Config } from '../config/load-config.ts';
import { exporterConnections, exporterGrants, exporterProcedures, exporterViews } from '../exporter/grants.ts';
import type { LabPaths } from './lab-paths.ts';
import type { MariadbAccounts } from './servers/mariadb-accounts.ts';

/**
 * Who may do what in the lab's database: the app all in its own, the exporter what its collectors read.
 */
export const databaseAccounts = (config: Config, paths: LabPaths): MariadbAccounts => {
  const { database } = config.mysql;
  return {
    folder: join(paths.folder, 'mariadb'),
    database,
    routines: [...exporterProcedures(config, 'mariadb'), ...exporterViews(config)],
    users: [
      {
        name: config.app.mysqlUser,
        passwordFile: mysqlPasswordPath(config, process.env),
        grants: [`ALL PRIVILEGES ON \`${database}\`.*`],
      },
      {
        name: config.exporter.mysqlUser,
        passwordFile: resolve(config.root, config.exporter.mysqlPasswordFile),
        grants: exporterGrants(config, 'mariadb'),
        maxConnections: exporterConnections(config),
      },
    ],
  };
};
