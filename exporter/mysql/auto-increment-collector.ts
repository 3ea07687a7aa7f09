import type { Collector, Deadline } from '../engine/collector.ts';
import { type CountingColumn, makeCountingColumns } from './auto-increment-columns.ts';
import { mysqlAutoIncrement } from './families.ts';
import { makePacedReading } from './paced-reading.ts';
import type { Query } from './session.ts';

/**
 * Reads by how much each column that counts is used up. InnoDB forgets the next value of a table that has long not been used;
 * what it was holds until then, since nobody counted on.
 */
const makeUsedReader = (query: Query, now: () => number) => {
  const columnsOf = makeCountingColumns(query, now);
  let nexts: ReadonlyMap<unknown, number> = new Map();

  return async (deadline: Deadline): Promise<ReadonlyMap<CountingColumn, number>> => {
    const rows = await query('CALL gapwatch.auto_increments()', [], deadline);
    const columnOf = await columnsOf(rows, deadline);
    const seen = new Map<unknown, number>();
    const used = new Map<CountingColumn, number>();
    for (const row of rows) {
      const { id, next } = row;
      const column = columnOf(row);
      const known = Number(next) || nexts.get(id);
      if (column === undefined || known === undefined) continue;
      seen.set(id, known);
      // The next value is not used yet. Each partition has its own; the table goes by the highest.
      const ratio = Math.min(1, (known - 1) / column.most);
      used.set(column, Math.max(used.get(column) ?? 0, ratio));
    }
    nexts = seen;
    return used;
  };
};

/**
 * How much of its values each AUTO_INCREMENT column has used up. InnoDB knows the next value of every table that is in use;
 * information_schema.TABLES would open them all.
 * @param now a monotonic clock in milliseconds
 */
export const mysqlAutoIncrementCollector = (query: Query, now: () => number = () => performance.now()): Collector => {
  const read = makePacedReading(makeUsedReader(query, now), (deadline) => query('SELECT 1', [], deadline), now);
  return {
    name: 'mysql_auto_increment',
    help: 'Share of the values of AUTO_INCREMENT columns that are used up.',
    enabled: true,
    timeoutMs: 8_000,
    families: Object.values(mysqlAutoIncrement),
    async collect({ emit, ...deadline }) {
      const { value, readAt } = await read(deadline);
      for (const [{ labels }, ratio] of value) emit(mysqlAutoIncrement.used, labels, ratio);
      emit(mysqlAutoIncrement.read, {}, readAt);
    },
  };
};
