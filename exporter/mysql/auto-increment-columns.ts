import type { Deadline } from '../engine/collector.ts';
import type { Query, Row } from './session.ts';
import { type TableName, tableOf, tableOfFile } from './table-name.ts';

/** A column that counts. */
export interface CountingColumn {
  readonly labels: TableName & { readonly column: string };
  /** Its highest value. */
  readonly most: number;
}

/** Types of the columns are read this often at most, in milliseconds: it takes a while where there are many tables. */
const readEveryMs = 60_000;

/** Types are read again after this time even where no table is new, in milliseconds: a column can be renamed in place. */
const readAgainMs = 3_600_000;

/** Bits of the values of a type. */
const bits: Readonly<Record<string, number>> = { tinyint: 8, smallint: 16, mediumint: 24, int: 32, bigint: 64 };

/** The highest value of a type such as `int(10) unsigned`; undefined where it is no whole number. */
const mostOf = (type: string): number | undefined => {
  const [, word = '', unsigned] = /^(\w+)(?:\(\d+\))?( unsigned)?/i.exec(type) ?? [];
  const width = bits[word.toLowerCase()];
  return width === undefined ? undefined : 2 ** (unsigned ? width : width - 1) - 1;
};

const keyOf = ({ schema, table }: TableName): string => `${schema}/${table}`;

/**
 * Keeps which columns count, by InnoDB's ids and names of the tables. A table that is made anew, by an ALTER too, gets another id,
 * and one that is renamed keeps its id; so one that was not there by both when the columns were read is unknown until they are
 * read again.
 * @param now a monotonic clock in milliseconds
 * @returns gives the column of a row with `id` and `name`; undefined for a table that has none
 */
export const makeCountingColumns = (query: Query, now: () => number) => {
  let byId: ReadonlyMap<unknown, { readonly name: unknown; readonly column: CountingColumn | undefined }> = new Map();
  let readAt = Number.NEGATIVE_INFINITY;

  const read = async (rows: readonly Row[], deadline: Deadline) => {
    const columns = new Map<string, CountingColumn>();
    for (const { db, name, columnName, type } of await query('CALL gapwatch.auto_increment_columns()', [], deadline)) {
      const table = tableOf(String(db), String(name));
      const most = mostOf(String(type));
      if (table && most !== undefined) {
        columns.set(keyOf(table), { labels: { ...table, column: String(columnName) }, most });
      }
    }
    byId = new Map(
      rows.map(({ id, name }) => {
        const table = tableOfFile(String(name));
        return [id, { name, column: table && columns.get(keyOf(table)) }];
      }),
    );
    readAt = now();
  };

  const isKnown = ({ id, name }: Row): boolean => byId.get(id)?.name === name;

  return async (rows: readonly Row[], deadline: Deadline): Promise<(row: Row) => CountingColumn | undefined> => {
    const age = now() - readAt;
    if (age >= readAgainMs || (age >= readEveryMs && !rows.every(isKnown))) await read(rows, deadline);
    return (row) => (isKnown(row) ? byId.get(row.id)?.column : undefined);
  };
};
