import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { createConnection, escape as quote } from 'mysql2/promise';
import { loadConfig } from '../config/load-config.ts';
import { exporterConnections, exporterGrants, exporterProcedures, exporterViews } from '../exporter/grants.ts';

// Makes the exporter's MySQL user in a container, once the app has made the tables that it may read. Safe to repeat: the
// password follows its file.
const secret = async (file: string): Promise<string> => (await readFile(file, 'utf8')).trim();
const config = await loadConfig(join(import.meta.dirname, 'gapwatch.config.ts'));
const { host, port } = config.mysql;
const root = await createConnection({ host, port, user: 'root', password: await secret('/run/secrets/mysql-root') });
const account = `${quote(config.exporter.mysqlUser)}@'%'`;
const password = quote(await secret(config.exporter.mysqlPasswordFile));
for (const statement of [...exporterProcedures(config, 'mariadb'), ...exporterViews(config)])
  await root.query(statement);
await root.query(`CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY ${password}`);
await root.query(
  `ALTER USER ${account} IDENTIFIED BY ${password} WITH MAX_USER_CONNECTIONS ${exporterConnections(config)}`,
);
for (const grant of exporterGrants(config, 'mariadb')) await root.query(`GRANT ${grant} TO ${account}`);
await root.end();
