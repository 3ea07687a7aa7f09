/** What differs between the servers that speak MySQL's protocol. */
export interface Flavour {
  readonly name: 'mariadb' | 'mysql';
  /** The statement, such that the server itself ends it after `ms` milliseconds where it can. */
  readonly limit: (sql: string, ms: number) => string;
}

/** @see https://mariadb.com/kb/en/set-statement/ */
const mariadb: Flavour = {
  name: 'mariadb',
  limit: (sql, ms) => `SET STATEMENT max_statement_time=${(ms / 1000).toFixed(3)} FOR ${sql}`,
};

/**
 * MySQL can end only a SELECT; what SHOW reads is in memory, and takes milliseconds.
 * @see https://dev.mysql.com/doc/refman/8.4/en/optimizer-hints.html#optimizer-hints-execution-time
 */
const mysql: Flavour = {
  name: 'mysql',
  limit: (sql, ms) => sql.replace(/^SELECT\b/i, `SELECT /*+ MAX_EXECUTION_TIME(${Math.ceil(ms)}) */`),
};

/** The flavour of a server by what `SELECT VERSION()` tells: MariaDB names itself there. */
export const flavourOf = (version: string): Flavour => (/mariadb/i.test(version) ? mariadb : mysql);
