import type { Session } from '../storage/database.ts';

/** Word of a message that changed. */
export interface OutboxEntry {
  readonly seq: number;
  readonly chatId: number;
}

/** What waits in the outbox. */
export interface Backlog {
  /** At most a million: from there on it is not worth counting. */
  readonly rows: number;
  /** Age of the oldest by MySQL's clock; 0 where there is none. */
  readonly seconds: number;
}

const mostCounted = 1_000_000;

/** The oldest entries. Later ones may still come before them, as transactions end out of order: each is removed by its own number. */
export const readEntries = ({ rows }: Pick<Session, 'rows'>, limit: number): Promise<OutboxEntry[]> =>
  rows('SELECT seq, chat_id AS chatId FROM search_outbox ORDER BY seq LIMIT ?', [String(limit)]);

/** Removes entries in pieces of one length, so that one prepared statement does. */
export const removeEntries = async ({ run }: Pick<Session, 'run'>, entries: readonly OutboxEntry[]): Promise<void> => {
  const piece = 100;
  const places = Array.from({ length: piece }, () => '?').join(', ');
  // The order and the end keep it off the newest rows, which others are just writing, should MySQL read a small table whole.
  const sql = `DELETE FROM search_outbox WHERE seq IN (${places}) ORDER BY seq LIMIT ?`;
  for (let from = 0; from < entries.length; from += piece) {
    const some = entries.slice(from, from + piece);
    await run(sql, [...Array.from({ length: piece }, (_, i) => some[i]?.seq ?? 0), String(some.length)]);
  }
};

/** Counts what waits. */
export const readBacklog = async ({ rows }: Pick<Session, 'rows'>): Promise<Backlog> => {
  const [found] = await rows<{ total: number; age: number | null }>(
    `SELECT COUNT(*) AS total, TIMESTAMPDIFF(MICROSECOND, MIN(createdAt), UTC_TIMESTAMP(6)) AS age
     FROM (SELECT createdAt FROM search_outbox ORDER BY seq LIMIT ?) AS waiting`,
    [String(mostCounted)],
  );
  return { rows: found?.total ?? 0, seconds: Math.max(0, Number(found?.age ?? 0) / 1e6) };
};
