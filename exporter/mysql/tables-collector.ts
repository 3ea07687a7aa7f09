import type { Emit } from '../../metrics/samples.ts';
import type { Collector } from '../engine/collector.ts';
import { mysqlTables } from './families.ts';
import { makePacedReading } from './paced-reading.ts';
import type { Query, Row } from './session.ts';
import { type TableName, tableOf, tableOfFile } from './table-name.ts';

/** What InnoDB's statistics say of a table, its partitions together. */
interface Statistics {
  rows: number;
  data: number;
  indexes: number;
  /** Of the partition whose statistics are oldest, in Unix time. */
  updated: number;
}

interface Sizes {
  readonly name: TableName;
  /** Labels of its parts: made once for all scrapes that tell of one reading. */
  readonly parts: { readonly [P in 'data' | 'index']: TableName & { readonly component: P } };
  statistics: Statistics | undefined;
  /** Bytes; absent where the table has no files of its own. */
  file: number | undefined;
}

const newSizes = (name: TableName): Sizes => ({
  name,
  parts: { data: { ...name, component: 'data' }, index: { ...name, component: 'index' } },
  statistics: undefined,
  file: undefined,
});

const addStatistics = (sizes: Sizes, { rowCount, data, indexes, updated }: Row): void => {
  const before = sizes.statistics;
  sizes.statistics = {
    rows: (before?.rows ?? 0) + Number(rowCount),
    data: (before?.data ?? 0) + Number(data),
    indexes: (before?.indexes ?? 0) + Number(indexes),
    updated: Math.min(before?.updated ?? Number.POSITIVE_INFINITY, Number(updated)),
  };
};

/** Adds up what is told of partitions. A row has either statistics, or the size of a file. */
const sizesOf = (rows: readonly Row[]): readonly Sizes[] => {
  const tables = new Map<string, Sizes>();
  for (const row of rows) {
    const isFile = row.file !== null;
    const name = isFile ? tableOfFile(String(row.name)) : tableOf(String(row.db), String(row.name));
    if (name === undefined) continue;
    const key = `${name.schema}/${name.table}`;
    const sizes = tables.get(key) ?? newSizes(name);
    tables.set(key, sizes);
    if (isFile) sizes.file = (sizes.file ?? 0) + Number(row.file);
    else addStatistics(sizes, row);
  }
  return [...tables.values()];
};

const emitSizes = (emit: Emit, { name, parts, statistics, file }: Sizes): void => {
  if (statistics) {
    emit(mysqlTables.size, parts.data, statistics.data);
    emit(mysqlTables.size, parts.index, statistics.indexes);
    emit(mysqlTables.rows, name, statistics.rows);
    emit(mysqlTables.updated, name, statistics.updated);
  }
  if (file !== undefined) emit(mysqlTables.fileSize, name, file);
};

/**
 * Size of every InnoDB table. One reading of InnoDB's own statistics and files: information_schema.TABLES would open each
 * table, which takes seconds with thousands of them and waits for their locks.
 * @see https://mariadb.com/kb/en/innodb-persistent-statistics/
 */
export const mysqlTablesCollector = (query: Query): Collector => {
  const read = makePacedReading(
    async (deadline) => sizesOf(await query('CALL gapwatch.table_sizes()', [], deadline)),
    (deadline) => query('SELECT 1', [], deadline),
  );
  return {
    name: 'mysql_tables',
    help: 'Size, files and estimated rows of every InnoDB table.',
    enabled: true,
    timeoutMs: 5_000,
    families: Object.values(mysqlTables),
    async collect({ emit, ...deadline }) {
      const { value, readAt } = await read(deadline);
      for (const sizes of value) emitSizes(emit, sizes);
      emit(mysqlTables.read, {}, readAt);
    },
  };
};
