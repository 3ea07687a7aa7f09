import { CollectorError, type Deadline } from '../engine/collector.ts';
import type { AskServer, Query } from '../mysql/session.ts';
import { numberOf, parseAnswers, scrapeStatement } from './scrape-statement.ts';
import type { Span, TableAnswer, TableNames, TableQuestion } from './table-question.ts';
import { firstRows, sqlNames, within } from './table-sql.ts';

/** The questions asked of tables. All go by the primary key, and read ids and times only. */
export interface TableReader {
  /** Answers to all questions, in one statement. */
  readonly read: (
    asked: readonly (readonly [TableNames, TableQuestion])[],
    deadline: Deadline,
  ) => Promise<readonly TableAnswer[]>;
  readonly count: (names: TableNames, span: Span, deadline: Deadline) => Promise<number>;
  /** The first rows of a span, `atMost` of them: how many there are, and the last one's id. */
  readonly countNext: (
    names: TableNames,
    span: Span,
    atMost: number,
    deadline: Deadline,
  ) => Promise<{ readonly rows: number; readonly lastId: number }>;
  /** Age in seconds of the row of a span that has `offset` rows of it below; absent where there is none, or no time. */
  readonly age: (names: TableNames, span: Span, offset: number, deadline: Deadline) => Promise<number | undefined>;
  /** Bytes of tables with their indexes, by InnoDB's statistics; those are left out of which it has none. */
  readonly sizes: (tables: readonly TableNames[], deadline: Deadline) => Promise<ReadonlyMap<string, number>>;
}

/** Makes the reader of tables of one database. */
export const makeTableReader = (query: Query, askServer: AskServer, database: string): TableReader => ({
  async read(asked, deadline) {
    const { flavour } = await askServer(deadline);
    const { sql, values } = scrapeStatement(flavour, database, asked);
    return parseAnswers(await query(sql, values, deadline), asked.length);
  },
  async count(names, span, deadline) {
    const { table, id } = sqlNames(names);
    const { sql: where, values } = within(id, span);
    const [row] = await query(`SELECT COUNT(*) AS n FROM ${table} ${where}`, values, deadline);
    const rows = numberOf(row?.n);
    if (rows === undefined) throw new CollectorError(`MySQL did not count the rows of ${table}.`);
    return rows;
  },
  async countNext(names, span, atMost, deadline) {
    const { flavour } = await askServer(deadline);
    const { id, sql, values } = firstRows(flavour, names, span, atMost);
    const [row] = await query(`SELECT COUNT(*) AS n, MAX(${id}) AS id ${sql}`, values, deadline);
    return { rows: numberOf(row?.n) ?? 0, lastId: numberOf(row?.id) ?? span.after };
  },
  async age(names, span, offset, deadline) {
    const { table, id, time } = sqlNames(names);
    const { sql: where, values } = within(id, span);
    const [row] = await query(
      `SELECT UNIX_TIMESTAMP(NOW(3)) - UNIX_TIMESTAMP(${time}) AS age FROM ${table} ${where} ORDER BY ${id} LIMIT 1 OFFSET ?`,
      [...values, offset],
      deadline,
    );
    return numberOf(row?.age);
  },
  async sizes(tables, deadline) {
    const names = tables.map(({ name }) => name);
    const rows = await query(
      `SELECT table_name AS name, (clustered_index_size + sum_of_other_index_sizes) * @@innodb_page_size AS bytes
       FROM mysql.innodb_table_stats WHERE database_name = ? AND table_name IN (${names.map(() => '?').join(', ')})`,
      [database, ...names],
      deadline,
    );
    return new Map(
      rows.flatMap(({ name, bytes }) => {
        const size = numberOf(bytes);
        return size === undefined ? [] : [[String(name), size] as const];
      }),
    );
  },
});
