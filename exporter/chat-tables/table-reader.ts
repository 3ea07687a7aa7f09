import { escapeId } from 'mysql2';
import { CollectorError, type Deadline } from '../engine/collector.ts';
import type { Query, Row } from '../mysql/session.ts';

/** The part of a table's configuration that reading it needs. */
export interface TableNames {
  readonly name: string;
  readonly idColumn: string;
  readonly timeColumn: string;
}

/** The lowest id with its time (Unix time in seconds, absent where it has none), and the highest id. */
export interface TableEnds {
  readonly minId: number;
  readonly maxId: number;
  readonly oldestAt: number | undefined;
}

/** The questions asked of one table. All go by its primary key, and read ids and one time only. */
export interface TableReader {
  /** Both ends; absent where the table is empty. */
  readonly ends: (deadline: Deadline) => Promise<TableEnds | undefined>;
  /** Rows with `after` < id <= `upTo`; either may be infinite. */
  readonly count: (after: number, upTo: number, deadline: Deadline) => Promise<number>;
  /** The first rows with an id above `after`, `atMost` of them: how many there are, and the last one's id. */
  readonly countNext: (
    after: number,
    atMost: number,
    deadline: Deadline,
  ) => Promise<{ readonly rows: number; readonly lastId: number }>;
  /** Bytes by InnoDB's statistics; absent where it has none. */
  readonly sizeBytes: (deadline: Deadline) => Promise<number | undefined>;
}

/** A column as a number; absent where it is NULL. mysql2 gives DECIMAL as text. */
const numberIn = (row: Row | undefined, column: string): number | undefined => {
  const value = row?.[column];
  if (value === null || value === undefined) return undefined;
  const number = Number(value);
  if (!Number.isFinite(number)) throw new CollectorError(`MySQL gave ${JSON.stringify(value)} for a number.`);
  return number;
};

/** Makes the reader of one table of `database`. */
export const makeTableReader = (query: Query, database: string, names: TableNames): TableReader => {
  const table = `${escapeId(database)}.${escapeId(names.name)}`;
  const id = escapeId(names.idColumn);
  const time = escapeId(names.timeColumn);

  /** Conditions of an open or closed range. */
  const range = (after: number, upTo: number) => {
    const bounds = [
      { sql: `${id} > ?`, value: after },
      { sql: `${id} <= ?`, value: upTo },
    ].filter(({ value }) => Number.isFinite(value));
    const where = bounds.map(({ sql }) => sql).join(' AND ');
    return { where: where && `WHERE ${where}`, values: bounds.map(({ value }) => value) };
  };

  return {
    async ends(deadline) {
      const highest = `SELECT MAX(${id}) FROM ${table}`;
      // One statement, so that both ends are of the same moment.
      const [row] = await query(
        `SELECT ${id} AS minId, UNIX_TIMESTAMP(${time}) AS oldestAt, (${highest}) AS maxId FROM ${table} ORDER BY ${id} LIMIT 1`,
        [],
        deadline,
      );
      const minId = numberIn(row, 'minId');
      const maxId = numberIn(row, 'maxId');
      if (minId === undefined || maxId === undefined) return undefined;
      return { minId, maxId, oldestAt: numberIn(row, 'oldestAt') };
    },
    async count(after, upTo, deadline) {
      const { where, values } = range(after, upTo);
      const [row] = await query(`SELECT COUNT(*) AS n FROM ${table} ${where}`, values, deadline);
      return numberIn(row, 'n') ?? 0;
    },
    async countNext(after, atMost, deadline) {
      const { where, values } = range(after, Number.POSITIVE_INFINITY);
      const next = `SELECT ${id} AS id FROM ${table} ${where} ORDER BY ${id} LIMIT ?`;
      const [row] = await query(
        `SELECT COUNT(*) AS n, MAX(next.id) AS id FROM (${next}) AS next`,
        [...values, atMost],
        deadline,
      );
      return { rows: numberIn(row, 'n') ?? 0, lastId: numberIn(row, 'id') ?? after };
    },
    async sizeBytes(deadline) {
      const [row] = await query(
        'SELECT (clustered_index_size + sum_of_other_index_sizes) * @@innodb_page_size AS bytes FROM mysql.innodb_table_stats WHERE database_name = ? AND table_name = ?',
        [database, names.name],
        deadline,
      );
      return numberIn(row, 'bytes');
    },
  };
};
