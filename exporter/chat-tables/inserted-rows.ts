import type { Deadline } from '../engine/collector.ts';
import type { TableEnds, TableReader } from './table-reader.ts';

/** Gives the rows that appeared since the first call. It never decreases. */
export type CountInserted = (ends: TableEnds | undefined, deadline: Deadline) => Promise<number>;

/** A lower id may commit after a higher one, but hardly this much later, in milliseconds: the app's transactions are short. */
const graceMs = 60_000;

/**
 * Counts the rows that are added to one table by counting ids above a head that stays a minute behind, so that late commits
 * are counted too. Rows that were there at the first call are not counted, nor those added and deleted between two calls.
 * Ids that begin anew (TRUNCATE) are new rows, unless they passed the old ones before the next call.
 * @param now Unix time in milliseconds
 */
export const makeInsertedCounter = (reader: Pick<TableReader, 'count'>, now: () => number): CountInserted => {
  /** Rows with ids up to `head` are counted for good; this many are, and those that went from above it. */
  let settled = 0;
  let head: number | undefined;
  let total = 0;
  let before: TableEnds | undefined;
  /** Highest ids seen within the grace window, oldest first. */
  let seen: { readonly at: number; readonly maxId: number }[] = [];

  const restartAt = (id: number): number => {
    settled = total;
    seen = [];
    return id;
  };

  /** Where to count from. The lowest row tells ids that began anew from newest rows that were deleted. */
  const headFor = ({ minId, maxId, oldestAt }: TableEnds): number => {
    if (head === undefined) return restartAt(maxId);
    const sameIdOtherRow = minId === before?.minId && oldestAt !== before.oldestAt;
    if (sameIdOtherRow) return restartAt(minId - 1);
    if (maxId >= head) return head;
    return restartAt(before && minId < before.minId ? minId - 1 : maxId);
  };

  return async (ends, deadline) => {
    if (ends === undefined) {
      // In a table that is empty at first, every row that comes is new.
      head ??= Number.NEGATIVE_INFINITY;
      return total;
    }
    const from = headFor(ends);
    const at = now();
    const settling = seen.findLast((one) => one.at <= at - graceMs);
    const upTo = settling ? Math.max(from, Math.min(settling.maxId, ends.maxId)) : from;
    const late = upTo > from ? await reader.count(from, upTo, deadline) : 0;
    const fresh = ends.maxId > upTo ? await reader.count(upTo, ends.maxId, deadline) : 0;
    // Rows deleted above the head stay counted.
    settled += Math.max(late, total - settled - fresh);
    total = settled + fresh;
    head = upTo;
    before = ends;
    seen = [...seen.filter((one) => one.at > at - graceMs), { at, maxId: ends.maxId }];
    return total;
  };
};
