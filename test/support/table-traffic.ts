import type { Connection, ResultSetHeader } from 'mysql2/promise';

/** A late row is looked for this long, in milliseconds. */
const graceMs = 60_000;

/** Changes `talk` by one writer after another, and knows what is in it: the model that the exporter is held against. */
export interface TableTraffic {
  /** Committed rows. */
  readonly rows: () => number;
  /** Most rows that the exporter may tell as inserted: all that were committed. */
  readonly appeared: () => number;
  /**
   * Rows of those that the exporter may not tell: gone before a scrape saw them, late while others were deleted or by more than
   * a minute, or with the ids of rows that were truncated.
   */
  readonly hidden: () => number;
  readonly insert: (writer: Connection, count: number, now: number) => Promise<void>;
  readonly begin: (writer: Connection) => Promise<void>;
  readonly end: (writer: Connection, how: 'commit' | 'rollback') => Promise<void>;
  /** Deletes some committed rows, from a share of the way through the table on. */
  readonly remove: (writer: Connection, share: number, count: number) => Promise<void>;
  /** Empties the table, so that its ids begin anew. Open transactions, which it would wait for, are rolled back. */
  readonly truncate: (writer: Connection) => Promise<void>;
  /** Says that a scrape has read the table at a time in milliseconds. */
  readonly scraped: (now: number) => void;
}

interface Inserted {
  readonly id: number;
  readonly at: number;
}

/** Begins traffic on an empty table. */
export const makeTableTraffic = (): TableTraffic => {
  /** Rows by id, and whether a scrape has seen them. */
  const rows = new Map<number, { seen: boolean }>();
  /** What writers have inserted, and not yet committed. */
  const pending = new Map<Connection, Inserted[]>();
  let seconds = 0;
  let appeared = 0;
  let hidden = 0;
  /** Since the last scrape. */
  let late: Inserted[] = [];
  let deleted = 0;
  let truncated = false;
  /** The ends at the last scrape. */
  let lowest = 0;
  let highest = 0;

  const commit = (inserted: readonly Inserted[]) => {
    for (const { id } of inserted) rows.set(id, { seen: false });
    late.push(...inserted.filter(({ id }) => id <= highest));
    appeared += inserted.length;
  };
  const forget = (ids: readonly number[]) => {
    for (const id of ids) {
      if (rows.get(id)?.seen) deleted += 1;
      else hidden += 1;
      rows.delete(id);
    }
  };
  const ids = () => [...rows.keys()].sort((a, b) => a - b);

  return {
    rows: () => rows.size,
    appeared: () => appeared,
    hidden: () => hidden,
    async insert(writer, count, at) {
      const values = Array.from({ length: count }, (_, i) => `('2024-01-01' + INTERVAL ${seconds + i} SECOND)`).join();
      seconds += count;
      const [{ insertId }] = await writer.query<ResultSetHeader>(`INSERT INTO talk (createdAt) VALUES ${values}`);
      const inserted = Array.from({ length: count }, (_, i) => ({ id: insertId + i, at }));
      const open = pending.get(writer);
      if (open) open.push(...inserted);
      else commit(inserted);
    },
    async begin(writer) {
      if (pending.has(writer)) return;
      await writer.beginTransaction();
      pending.set(writer, []);
    },
    async end(writer, how) {
      const inserted = pending.get(writer);
      if (!inserted) return;
      await writer[how]();
      pending.delete(writer);
      if (how === 'commit') commit(inserted);
    },
    async remove(writer, share, count) {
      if (pending.has(writer)) return;
      const from = Math.floor(share * Math.max(0, rows.size - count));
      const some = ids().slice(from, from + count);
      // One by one, for a scan of the table would wait for rows that another writer has not committed.
      await writer.beginTransaction();
      for (const id of some) await writer.query('DELETE FROM talk WHERE chat_id = ?', [id]);
      await writer.commit();
      forget(some);
    },
    async truncate(writer) {
      for (const other of pending.keys()) await other.rollback();
      pending.clear();
      await writer.query('TRUNCATE talk');
      forget(ids());
      truncated = true;
    },
    scraped(now) {
      const all = ids();
      const [low = 0] = all;
      const high = all.at(-1) ?? 0;
      const tells = all.length === 0 || (low <= lowest && high < highest);
      if (truncated && !tells) hidden += rows.size;
      hidden += Math.min(late.length, deleted) + late.filter(({ at }) => now - at >= graceMs).length;
      late = [];
      deleted = 0;
      truncated = false;
      lowest = low;
      highest = high;
      for (const row of rows.values()) row.seen = true;
    },
  };
};
