import type { Collector, Deadline } from '../engine/collector.ts';
import { mysqlAutoIncrement } from './families.ts';
import type { Query, Row } from './session.ts';
import { type TableName, tableOf, tableOfFile } from './table-name.ts';

/** The column that counts, and its highest value. */
interface Counted {
  readonly column: string;
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
 * Keeps the columns that count, of all tables. A table that is made anew, by an ALTER too, gets another id of InnoDB; so one
 * with an id that was not there when the types were read is unknown until they are read again.
 * @param now a monotonic clock in milliseconds
 */
const makeColumns = (query: Query, now: () => number) => {
  let columns: ReadonlyMap<string, Counted> = new Map();
  let ids: ReadonlySet<unknown> = new Set();
  let readAt = Number.NEGATIVE_INFINITY;

  const read = async (seen: readonly Row[], deadline: Deadline) => {
    const found = new Map<string, Counted>();
    for (const { db, name, columnName, type } of await query('CALL gapwatch.auto_increment_columns()', [], deadline)) {
      const table = tableOf(String(db), String(name));
      const most = mostOf(String(type));
      if (table && most !== undefined) found.set(keyOf(table), { column: String(columnName), most });
    }
    columns = found;
    ids = new Set(seen.map(({ id }) => id));
    readAt = now();
  };

  return async (seen: readonly Row[], deadline: Deadline) => {
    const age = now() - readAt;
    const isNew = seen.some(({ id }) => !ids.has(id));
    if (age >= readAgainMs || (isNew && age >= readEveryMs)) await read(seen, deadline);
    return ({ id }: Row, table: TableName) => (ids.has(id) ? columns.get(keyOf(table)) : undefined);
  };
};

/**
 * How much of its values each AUTO_INCREMENT column has used up. InnoDB knows the next value of every table that has been
 * opened; information_schema.TABLES would open them all.
 * @param now a monotonic clock in milliseconds
 */
export const mysqlAutoIncrementCollector = (query: Query, now: () => number = () => performance.now()): Collector => {
  const columnsOf = makeColumns(query, now);
  return {
    name: 'mysql_auto_increment',
    help: 'Share of the values of AUTO_INCREMENT columns that are used up.',
    enabled: true,
    timeoutMs: 4_000,
    families: Object.values(mysqlAutoIncrement),
    async collect({ emit, ...deadline }) {
      const rows = await query('CALL gapwatch.auto_increments()', [], deadline);
      const columnOf = await columnsOf(rows, deadline);
      const used = new Map<string, { readonly labels: TableName & { column: string }; ratio: number }>();
      for (const row of rows) {
        const table = tableOfFile(String(row.name));
        const counted = table && columnOf(row, table);
        if (!counted) continue;
        // The next value is not used yet. Each partition has its own; the table goes by the highest.
        const ratio = (Number(row.next) - 1) / counted.most;
        const before = used.get(keyOf(table))?.ratio ?? 0;
        used.set(keyOf(table), { labels: { ...table, column: counted.column }, ratio: Math.max(before, ratio) });
      }
      for (const { labels, ratio } of used.values()) emit(mysqlAutoIncrement.used, labels, Math.min(1, ratio));
    },
  };
};
