/** The servers that the procedures can be written for: MySQL 8 renamed what InnoDB tells of itself. */
export const procedureServers = ['mariadb', 'mysql8', 'mysql57'] as const;

export type ProcedureServer = (typeof procedureServers)[number];

/** One statement that needs more rights than the exporter has, and gives it less than those rights would show. */
export interface Procedure {
  readonly name: 'processes' | 'innodb' | 'table_sizes' | 'auto_increments' | 'auto_increment_columns' | 'replication';
  readonly body: string;
}

/** The statements of others are in the list too: only who and what, never what they say. */
const processes: Procedure = {
  name: 'processes',
  body: `SELECT USER AS user, COMMAND AS command, STATE AS state, COUNT(*) AS threads, SUM(TIME) AS seconds
    FROM information_schema.PROCESSLIST WHERE ID <> CONNECTION_ID() GROUP BY USER, COMMAND, STATE`,
};

/** Pages that are compressed, memory that holds them, and the counters that are switched on. */
const innodb = (switchedOn: 'ENABLED = 1' | "STATUS = 'enabled'"): Procedure => ({
  name: 'innodb',
  body: `SELECT 'cmp' AS source, page_size AS name, '' AS detail, compress_ops AS a, compress_ops_ok AS b,
      compress_time AS c, uncompress_ops AS d, uncompress_time AS e FROM information_schema.INNODB_CMP
    UNION ALL SELECT 'cmpmem', page_size, buffer_pool_instance, pages_used, pages_free, relocation_ops, relocation_time, 0
      FROM information_schema.INNODB_CMPMEM
    UNION ALL SELECT 'metric', NAME, SUBSYSTEM, COUNT, TYPE IN ('counter', 'status_counter'), 0, 0, 0
      FROM information_schema.INNODB_METRICS WHERE ${switchedOn}`,
});

/** InnoDB's statistics, and the files; both also of the parts of a table. */
const tableSizes = (tablespaces: 'INNODB_SYS_TABLESPACES' | 'INNODB_TABLESPACES'): Procedure => ({
  name: 'table_sizes',
  body: `SELECT database_name AS db, table_name AS name, n_rows AS rowCount, clustered_index_size * @@innodb_page_size AS data,
      sum_of_other_index_sizes * @@innodb_page_size AS indexes, UNIX_TIMESTAMP(last_update) AS updated, NULL AS file
      FROM mysql.innodb_table_stats
    UNION ALL SELECT NULL, NAME, NULL, NULL, NULL, NULL, FILE_SIZE FROM information_schema.${tablespaces}
      WHERE NAME LIKE '%/%'`,
});

/** Next value of each table that is in use; of the others InnoDB does not know it, which is 0. */
const autoIncrements = (tableStats: 'INNODB_SYS_TABLESTATS' | 'INNODB_TABLESTATS'): Procedure => ({
  name: 'auto_increments',
  body: `SELECT TABLE_ID AS id, NAME AS name, AUTOINC AS next FROM information_schema.${tableStats}`,
});

const autoIncrementColumns: Procedure = {
  name: 'auto_increment_columns',
  body: `SELECT TABLE_SCHEMA AS db, TABLE_NAME AS name, COLUMN_NAME AS columnName, COLUMN_TYPE AS type
    FROM information_schema.COLUMNS WHERE EXTRA LIKE '%auto_increment%'`,
};

/** Of each primary; MariaDB has several under names. */
const replication: Procedure = { name: 'replication', body: 'SHOW ALL SLAVES STATUS' };

/** The procedures of a server, each of which takes nothing and gives the rows of one statement. */
export const proceduresOf = (server: ProcedureServer): readonly Procedure[] => [
  processes,
  innodb(server === 'mariadb' ? 'ENABLED = 1' : "STATUS = 'enabled'"),
  tableSizes(server === 'mysql8' ? 'INNODB_TABLESPACES' : 'INNODB_SYS_TABLESPACES'),
  autoIncrements(server === 'mysql8' ? 'INNODB_TABLESTATS' : 'INNODB_SYS_TABLESTATS'),
  autoIncrementColumns,
  ...(server === 'mariadb' ? [replication] : []),
];
