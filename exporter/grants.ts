import { escapeId } from 'mysql2';
import type { Config } from '../config/load-config.ts';

/** Connections that the exporter may hold: two, and one while a lost one is still ending. */
export const exporterConnections = 3;

/**
 * What the exporter's user may do, each a GRANT without its TO: read the sizes of tables, and of each chat table the columns of
 * id and time. Never a message, nor PROCESS, which would show it in the statement that stores it; the server's status needs no
 * right. Those of the chat tables succeed once the tables are there.
 */
export const exporterGrants = ({ mysql, tables }: Pick<Config, 'mysql' | 'tables'>): string[] => [
  'SELECT ON `mysql`.`innodb_table_stats`',
  ...tables.map(
    ({ name, idColumn, timeColumn }) =>
      `SELECT (${escapeId(idColumn)}, ${escapeId(timeColumn)}) ON ${escapeId(mysql.database)}.${escapeId(name)}`,
  ),
];

/**
 * The statements that make the exporter's user, for an administrator to run. The password is theirs to fill in: it stands in
 * no output.
 */
export const exporterGrantStatements = (config: Pick<Config, 'mysql' | 'tables' | 'exporter'>): string[] => {
  const account = `'${config.exporter.mysqlUser}'@'%'`;
  return [
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '<the password in ${config.exporter.mysqlPasswordFile}>' WITH MAX_USER_CONNECTIONS ${exporterConnections};`,
    ...exporterGrants(config).map((grant) => `GRANT ${grant} TO ${account};`),
  ];
};
