/** What differs between the servers that speak MySQL's protocol. */
export interface Flavour {
  readonly name: 'mariadb' | 'mysql';
  /** The statement, such that the server itself ends it after `ms` milliseconds where it can. */
  readonly limit: (sql: string, ms: number) => string;
  /**
   * How the first rows of a view are taken: out of a derived table, or up to the id of the last of them. In a derived table MySQL
   * asks who reads the view for rights to the table below it; MariaDB does not look up by an index what a subquery bounds.
   */
  readonly firstRows: 'derived' | 'bounded';
  /** Tells of each primary that this server replicates from, in the words of the server. */
  readonly replication: string;
}

/** A server that a session is connected to. */
export interface Server {
  readonly flavour: Flavour;
  /** Whether it gathers what its statements cost. */
  readonly performanceSchema: boolean;
}

/**
 * MariaDB shows the statements that it replicates to whoever may see how that goes. So a procedure asks, which shows them to
 * nobody.
 * @see https://mariadb.com/kb/en/set-statement/
 */
const mariadb: Flavour = {
  name: 'mariadb',
  limit: (sql, ms) => `SET STATEMENT max_statement_time=${(ms / 1000).toFixed(3)} FOR ${sql}`,
  firstRows: 'derived',
  replication: 'CALL gapwatch.replication()',
};

/**
 * MySQL can end only a SELECT; what SHOW and our procedures read is in memory, and takes milliseconds.
 * @see https://dev.mysql.com/doc/refman/8.4/en/optimizer-hints.html#optimizer-hints-execution-time
 */
const mysql = (replication: string): Flavour => ({
  name: 'mysql',
  limit: (sql, ms) => sql.replace(/^SELECT\b/i, `SELECT /*+ MAX_EXECUTION_TIME(${Math.ceil(ms)}) */`),
  firstRows: 'bounded',
  replication,
});

/** The first version of MySQL that says replica where it said slave; 8.4 no longer knows the old word. */
const replicaSince = [8, 0, 22];

/** Whether a version such as `8.0.35-27` is at least another. */
const isAtLeast = (version: string, least: readonly number[]): boolean => {
  const parts = version.split(/[.-]/, least.length).map(Number);
  const apart = least.findIndex((number, place) => number !== parts[place]);
  return apart === -1 || (parts[apart] ?? 0) > (least[apart] ?? 0);
};

/** The flavour of a server by its version: MariaDB names itself there. */
export const flavourOf = (version: string): Flavour =>
  /mariadb/i.test(version)
    ? mariadb
    : mysql(isAtLeast(version, replicaSince) ? 'SHOW REPLICA STATUS' : 'SHOW SLAVE STATUS');

/** What a server is, by its variables `version` and `performance_schema`, which some are built without. */
export const serverOf = (variables: ReadonlyMap<string, string>): Server => ({
  flavour: flavourOf(variables.get('version') ?? ''),
  performanceSchema: variables.get('performance_schema') === 'ON',
});
