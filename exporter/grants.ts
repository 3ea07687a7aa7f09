import { escapeId } from 'mysql2';
import type { Config } from '../config/load-config.ts';
import { chatView } from './mysql/chat-view.ts';
import { digestColumns } from './mysql/digest-columns.ts';
import { type ProcedureServer, proceduresOf } from './mysql/procedures.ts';

/**
 * Connections that the exporter may hold: that of the server's collectors, that of the chat tables, that of the statements of
 * the user's own where there are such, each twice while a
 * changed configuration takes over; and one that each scrape makes to prove that it can.
 */
export const exporterConnections = ({ exporter }: Pick<Config, 'exporter'>): number =>
  1 + 2 * (exporter.queries.length > 0 ? 3 : 2);

/** Owns the procedures, and has the rights that they need. It is locked: nobody can log in as it. */
const definer = "'gapwatch_definer'@'localhost'";

/**
 * Whether the exporter is to tell of replication. When that breaks off, the server quotes the statement that failed, with what
 * somebody said, to everybody who may ask how it goes: so only who switches the collector on gives that right.
 */
const tellsReplication = ({ exporter }: Pick<Config, 'exporter'>): boolean =>
  exporter.collectors.mysql_replication?.enabled === true;

const wantedProcedures = (config: Pick<Config, 'exporter'>, server: ProcedureServer) =>
  proceduresOf(server).filter(({ name }) => name !== 'replication' || tellsReplication(config));

/**
 * Statements that make what reads for the exporter where its own rights would show it messages: PROCESS shows the statements
 * of others, and SLAVE MONITOR those that are replicated. A locked account holds such rights, and procedures without
 * parameters give out what is counted. Safe to repeat; for an administrator to run before the grants.
 */
export const exporterProcedures = (config: Pick<Config, 'exporter'>, server: ProcedureServer): string[] => [
  'CREATE DATABASE IF NOT EXISTS `gapwatch`',
  `CREATE USER IF NOT EXISTS ${definer} ACCOUNT LOCK`,
  // REFERENCES lets it see which columns there are, and nothing that is in them.
  `GRANT PROCESS, REFERENCES${server === 'mariadb' && tellsReplication(config) ? ', SLAVE MONITOR' : ''} ON *.* TO ${definer}`,
  `GRANT EXECUTE ON \`gapwatch\`.* TO ${definer}`,
  `GRANT SELECT ON \`mysql\`.\`innodb_table_stats\` TO ${definer}`,
  ...wantedProcedures(config, server).flatMap(({ name, body }) => {
    const made = `DEFINER = ${definer} PROCEDURE \`gapwatch\`.\`${name}\`() READS SQL DATA SQL SECURITY DEFINER ${body}`;
    return server === 'mariadb'
      ? [`CREATE OR REPLACE ${made}`]
      : [`DROP PROCEDURE IF EXISTS \`gapwatch\`.\`${name}\``, `CREATE ${made}`];
  }),
];

/**
 * Statements that make, of each chat table, a view of its ids and times. A right to some columns of a table would not do:
 * MariaDB's HANDLER then gives out whole rows, and a join USING tells whether one equals a guess. They succeed once the tables
 * are there, and are safe to repeat.
 */
export const exporterViews = ({ mysql, tables }: Pick<Config, 'mysql' | 'tables'>): string[] =>
  tables.flatMap(({ name, idColumn, timeColumn }) => {
    const columns = escapeId([idColumn, timeColumn]);
    const table = `${escapeId(mysql.database)}.${escapeId(name)}`;
    return [
      `GRANT SELECT (${columns}) ON ${table} TO ${definer}`,
      `CREATE OR REPLACE DEFINER = ${definer} SQL SECURITY DEFINER VIEW ${chatView(name)} AS SELECT ${columns} FROM ${table}`,
    ];
  });

/**
 * What the exporter's user may do, each a GRANT without its TO: read the sizes of tables and what kinds of statements cost, call
 * the procedures, and read the views of the chat tables, which it may know to be there, but not read. Never a message, nor what
 * would show one on its way, unless `exporter.queries` says that it reads one; a right to some columns of a table is one to all.
 * The server's status needs no right. Those of tables succeed once the tables are there.
 */
export const exporterGrants = (
  config: Pick<Config, 'mysql' | 'tables' | 'exporter'>,
  server: ProcedureServer,
): string[] => {
  const { mysql, tables, exporter } = config;
  return [
    ...(server !== 'mariadb' && tellsReplication(config) ? ['REPLICATION CLIENT ON *.*'] : []),
    'SELECT ON `mysql`.`innodb_table_stats`',
    `SELECT (${digestColumns.join(', ')}) ON \`performance_schema\`.\`events_statements_summary_by_digest\``,
    ...wantedProcedures(config, server).map(({ name }) => `EXECUTE ON PROCEDURE \`gapwatch\`.\`${name}\``),
    ...tables.flatMap(({ name, idColumn, timeColumn }) => [
      `SELECT ON ${chatView(name)}`,
      `REFERENCES (${escapeId([idColumn, timeColumn])}) ON ${escapeId(mysql.database)}.${escapeId(name)}`,
    ]),
    ...exporter.queries
      .flatMap(({ reads }) => reads)
      .map(
        ({ database = mysql.database, table, columns }) =>
          `SELECT${columns ? ` (${escapeId([...columns])})` : ''} ON ${escapeId(database)}.${escapeId(table)}`,
      ),
  ];
};

/**
 * The statements that make the exporter's user, for an administrator to run. The password is theirs to fill in: it stands in
 * no output.
 */
export const exporterGrantStatements = (
  config: Pick<Config, 'mysql' | 'tables' | 'exporter'>,
  server: ProcedureServer,
): string[] => {
  const account = `'${config.exporter.mysqlUser}'@'%'`;
  return [
    ...exporterProcedures(config, server),
    ...exporterViews(config),
    `CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY '<the password in ${config.exporter.mysqlPasswordFile}>' WITH MAX_USER_CONNECTIONS ${exporterConnections(config)}`,
    // The account may be there already, with another limit.
    `ALTER USER ${account} WITH MAX_USER_CONNECTIONS ${exporterConnections(config)}`,
    // What an older version of this gave, and is no longer needed.
    `REVOKE ALL PRIVILEGES, GRANT OPTION FROM ${account}`,
    ...exporterGrants(config, server).map((grant) => `GRANT ${grant} TO ${account}`),
  ].map((statement) => `${statement.replace(/\s+/g, ' ')};`);
};
