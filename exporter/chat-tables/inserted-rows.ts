import type { Deadline } from '../engine/collector.ts';
import type { TableEnds, TableReader } from './table-reader.ts';

/** Gives the rows that appeared since the first call. It never decreases. */
export type CountInserted = (ends: TableEnds | undefined, deadline: Deadline) => Promise<number>;

/** Ids above those of the band before it, up to and with `upTo`, which came in the same few seconds. */
interface Band {
  upTo: number;
  /** Rows that were there when it was counted last. */
  rows: number;
  /** Unix time in milliseconds of its first and its latest id. */
  readonly from: number;
  latest: number;
}

/** A lower id may commit after a higher one, but hardly this much later, in milliseconds: the app's transactions are short. */
const graceMs = 60_000;

/** Late rows are looked for among so many newest ones, which are counted in about 1 ms: a bulk load slows no scrape. */
const lateAmong = 20_000;

/** Ids that come within this time share a band, in milliseconds: few bands to count, yet few late rows hidden by deletions. */
const bandMs = 15_000;

/**
 * Counts the rows that are added to one table: those with ids above all that were seen, and, for a minute, those that commit
 * late among the newest, by which a band of ids grows. Rows that were there at the first call are not counted, nor those added and
 * deleted between two calls, nor late ones while as many of their band are deleted. Ids that begin anew (TRUNCATE) are new
 * rows, unless they passed the old ones before the next call.
 * @param now Unix time in milliseconds
 */
export const makeInsertedCounter = (reader: Pick<TableReader, 'count'>, now: () => number): CountInserted => {
  let total = 0;
  /** Ids up to here are not looked at any more. */
  let head: number | undefined;
  /** The bands above the head, ascending. */
  let bands: Band[] = [];
  let before: TableEnds | undefined;

  /**
   * The highest rows are gone, and there are lower ones, or another in the place of the lowest. That one has another time alone
   * proves nothing: somebody may have changed it.
   */
  const beganAnew = ({ minId, maxId, oldestAt }: TableEnds): boolean =>
    before !== undefined &&
    maxId < before.maxId &&
    (minId < before.minId || (minId === before.minId && oldestAt !== before.oldestAt));

  const startAt = (id: number) => {
    bands = [];
    head = id;
  };

  return async (ends, deadline) => {
    if (ends === undefined) {
      // All that an empty table holds later is new.
      startAt(Number.NEGATIVE_INFINITY);
      before = undefined;
      return total;
    }
    const { minId, maxId } = ends;
    const at = now();
    if (head === undefined) startAt(maxId);
    else if (beganAnew(ends)) startAt(minId - 1);
    head = Math.min(head ?? maxId, maxId);
    let lower = head;
    for (const band of bands) {
      const rows = lower < maxId ? await reader.count(lower, band.upTo, deadline) : 0;
      total += Math.max(0, rows - band.rows);
      band.rows = rows;
      lower = band.upTo;
    }
    if (lower < maxId) {
      const rows = await reader.count(lower, maxId, deadline);
      total += rows;
      const last = bands.at(-1);
      if (last && at - last.from < bandMs) Object.assign(last, { upTo: maxId, rows: last.rows + rows, latest: at });
      else bands.push({ upTo: maxId, rows, from: at, latest: at });
    }
    let young = bands.reduce((sum, { rows }) => sum + rows, 0);
    for (const band of [...bands]) {
      if (young <= lateAmong && band.latest > at - graceMs) break;
      young -= band.rows;
      head = band.upTo;
      bands.shift();
    }
    before = ends;
    return total;
  };
};
