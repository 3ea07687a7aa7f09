import type { Row } from './session.ts';
import { type TableName, tableOf, tableOfFile } from './table-name.ts';

/** What one reading tells of a table, its partitions together. */
export interface TableSizes {
  readonly name: TableName;
  /** Labels of its parts: made once for all scrapes. */
  readonly parts: { readonly [P in 'data' | 'index']: TableName & { readonly component: P } };
  /** Whether InnoDB has statistics of it; the four below are of them. */
  known: boolean;
  rows: number;
  data: number;
  indexes: number;
  /** Of the partition whose statistics are oldest, in Unix time. */
  updated: number;
  /** Bytes; absent where the table has no files of its own. */
  file: number | undefined;
  /** The reading that it is of. */
  reading: number;
}

const newSizes = (name: TableName): TableSizes => ({
  name,
  parts: { data: { ...name, component: 'data' }, index: { ...name, component: 'index' } },
  known: false,
  rows: 0,
  data: 0,
  indexes: 0,
  updated: 0,
  file: undefined,
  reading: 0,
});

const begin = (table: TableSizes, reading: number): void => {
  table.reading = reading;
  table.known = false;
  table.rows = 0;
  table.data = 0;
  table.indexes = 0;
  table.updated = Number.POSITIVE_INFINITY;
  table.file = undefined;
};

const add = (table: TableSizes, { rowCount, data, indexes, updated, file }: Row): void => {
  if (file !== null) {
    table.file = (table.file ?? 0) + Number(file);
    return;
  }
  table.known = true;
  table.rows += Number(rowCount);
  table.data += Number(data);
  table.indexes += Number(indexes);
  table.updated = Math.min(table.updated, Number(updated));
};

/**
 * Makes what adds up readings of tables and their partitions: rows have either statistics, or the size of a file. Names of ten thousand
 * tables are understood once, and what it gives is good until the next reading.
 */
export const makeTableSizes = (): ((rows: readonly Row[]) => readonly TableSizes[]) => {
  let reading = 0;
  let tables = new Map<string, TableSizes>();
  /** What rows are of, by what they say: undefined where it is none of ours. */
  let known = {
    statistics: new Map<string, TableSizes | undefined>(),
    files: new Map<string, TableSizes | undefined>(),
  };

  const find = (name: TableName | undefined): TableSizes | undefined => {
    if (name === undefined) return undefined;
    const key = `${name.schema}/${name.table}`;
    const table = tables.get(key) ?? newSizes(name);
    tables.set(key, table);
    return table;
  };
  const tableOfRow = ({ db, name, file }: Row): TableSizes | undefined => {
    const isFile = file !== null;
    const said = isFile ? String(name) : `${db}/${name}`;
    const tablesSaid = isFile ? known.files : known.statistics;
    const table = tablesSaid.get(said);
    if (table !== undefined || tablesSaid.has(said)) return table;
    const found = find(isFile ? tableOfFile(said) : tableOf(String(db), String(name)));
    tablesSaid.set(said, found);
    return found;
  };
  const forget = () => {
    tables = new Map();
    known = { statistics: new Map(), files: new Map() };
  };

  return (rows) => {
    // Tables that are gone are forgotten with all others, which are as quickly found again as looked through.
    if (known.statistics.size + known.files.size > 2 * rows.length) forget();
    reading += 1;
    const told: TableSizes[] = [];
    for (const row of rows) {
      const table = tableOfRow(row);
      if (table === undefined) continue;
      if (table.reading !== reading) {
        begin(table, reading);
        told.push(table);
      }
      add(table, row);
    }
    return told;
  };
};
