import type { Deadline } from '../engine/collector.ts';
import { type RunningDeadline, startDeadline } from '../engine/deadline.ts';
import { makeInsertedCounter } from './inserted-rows.ts';
import { makeRowCounter, type RowCount } from './row-count.ts';
import type { TableReader } from './table-reader.ts';

/** What is known of a table at a scrape. Absent is unknown, or not there to know. */
export interface TableState {
  readonly insertedRows: number;
  readonly count: RowCount | undefined;
  readonly lastId: number | undefined;
  /** Unix time in seconds. */
  readonly oldestAt: number | undefined;
  readonly sizeBytes: number | undefined;
}

/** Watches one table from scrape to scrape. */
export interface TableWatch {
  readonly read: (deadline: Deadline) => Promise<TableState>;
  /** Ends the counting between scrapes. */
  readonly close: () => Promise<void>;
}

/**
 * Rows that appeared: those that were counted as such, or the growth of the table since it had fewest besides, where that is
 * more. A mover fills its target where ids of newer rows are already, so that its rows show only as growth. Both are at most
 * what appeared; the larger is nearer.
 */
const combineInserted = () => {
  let total = 0;
  /** Fewest rows that the table held beside those in the total. */
  let others = Number.POSITIVE_INFINITY;
  return (counted: number, rows: number | undefined): number => {
    total = Math.max(total, counted);
    if (rows === undefined) return total;
    total = Math.max(total, rows - others);
    others = Math.min(others, rows - total);
    return total;
  };
};

/** Longest time for one range of rows between scrapes, in milliseconds. */
const rangeTimeoutMs = 5_000;

/**
 * Begins to watch a table. A large one is counted between scrapes, range by range, so that no scrape waits for it; until then
 * its count is absent. Where that fails, the next scrape meets the same error, tells it, and begins again where it ended.
 * @param now Unix time in milliseconds
 */
export const watchTable = (reader: TableReader, now: () => number): TableWatch => {
  const rows = makeRowCounter(reader, now);
  const inserted = makeInsertedCounter(reader, now);
  const combine = combineInserted();
  let catchingUp: Promise<void> | undefined;
  let range: RunningDeadline | undefined;
  let closed = false;

  const catchUp = async () => {
    for (let done = false; !done && !closed; ) {
      range = startDeadline(rangeTimeoutMs);
      done = await rows.catchUp(range).finally(range.end);
    }
  };

  return {
    async read(deadline) {
      const ends = await reader.ends(deadline);
      const counted = await inserted(ends, deadline);
      const sizeBytes = await reader.sizeBytes(deadline);
      let count: RowCount | undefined;
      if (catchingUp === undefined) {
        count = await rows.refresh(ends, deadline);
        if (count === undefined && !closed) {
          const end = () => {
            catchingUp = undefined;
          };
          catchingUp = catchUp().then(end, end);
        }
      }
      const insertedRows = combine(counted, count?.rows);
      return { insertedRows, count, lastId: ends?.maxId, oldestAt: ends?.oldestAt, sizeBytes };
    },
    async close() {
      closed = true;
      range?.abort();
      await catchingUp;
    },
  };
};
