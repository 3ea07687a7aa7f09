import type { Emit } from '../../metrics/samples.ts';
import type { Collector } from '../engine/collector.ts';
import { mysqlTables } from './families.ts';
import { makePacedReading } from './paced-reading.ts';
import type { Query } from './session.ts';
import { makeTableSizes, type TableSizes } from './table-sizes.ts';

const emitSizes = (emit: Emit, { name, parts, known, rows, data, indexes, updated, file }: TableSizes): void => {
  if (known) {
    emit(mysqlTables.size, parts.data, data);
    emit(mysqlTables.size, parts.index, indexes);
    emit(mysqlTables.rows, name, rows);
    emit(mysqlTables.updated, name, updated);
  }
  if (file !== undefined) emit(mysqlTables.fileSize, name, file);
};

/**
 * Size of every InnoDB table. One reading of InnoDB's own statistics and files: information_schema.TABLES would open each
 * table, which takes seconds with thousands of them and waits for their locks.
 * @see https://mariadb.com/kb/en/innodb-persistent-statistics/
 */
export const mysqlTablesCollector = (query: Query): Collector => {
  const sizesOf = makeTableSizes();
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
