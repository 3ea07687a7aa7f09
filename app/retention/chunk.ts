import type { MoverConnection } from './connection.ts';
import { tables } from './limits.ts';

/** Columns of a message. Both tables have them; the backup has the reason for a message that was kept back besides. */
export const messageColumns: readonly string[] = [
  'chat_id',
  'user_id',
  'room_name',
  'message',
  'createdAt',
  'updatedAt',
];

/** What became of the messages of one transaction. */
export interface Chunk {
  /** The last id that was taken on; absent where there was none. */
  readonly lastId?: number;
  /** Messages taken on. */
  readonly moved: number;
  /** Those of them that the backup then held unchanged, and the live table no more. The same number, unless something is wrong. */
  readonly deleted: number;
}

const list = messageColumns.join(', ');

/** Byte by byte: a collation takes other letters for the same. */
const same = messageColumns
  .filter((column) => column !== 'chat_id')
  .map((column) => `BINARY b.${column} <=> BINARY c.${column}`)
  .join(' AND ');

const places = (ids: readonly number[]): string => ids.map(() => '?').join(', ');

/**
 * Moves messages in one transaction: what `take` locks is copied to the backup, compared there, and deleted. A message whose id
 * the backup has already is left there as it is, and is deleted only if both are the same: an earlier move may have come
 * to an end that nobody heard of, but a table that was emptied may also have begun its ids anew.
 * @param note writes down in the same transaction what was moved: the counts, and the ids that are in the backup only
 * @throws Error if MySQL deletes another number of rows than it was told to; nothing is moved then
 */
export const moveChunk = (
  { transaction, rows, change }: MoverConnection,
  take: () => Promise<readonly number[]>,
  note: (chunk: Chunk, ids: readonly number[]) => Promise<void>,
): Promise<Chunk> =>
  transaction(async () => {
    const ids = await take();
    const lastId = ids.at(-1);
    if (lastId === undefined) return { moved: 0, deleted: 0 };
    await change(
      `INSERT INTO ${tables.backup} (${list}) SELECT ${list} FROM ${tables.live} WHERE chat_id IN (${places(ids)})
       ON DUPLICATE KEY UPDATE chat_id = ${tables.backup}.chat_id`,
      ids,
    );
    const kept = await rows<{ id: number }>(
      `SELECT c.chat_id AS id FROM ${tables.live} AS c JOIN ${tables.backup} AS b ON b.chat_id = c.chat_id
       WHERE c.chat_id IN (${places(ids)}) AND ${same}`,
      ids,
    );
    const safe = kept.map(({ id }) => id);
    if (safe.length > 0) {
      // The order and the end keep it off the newest rows, which people are just writing, should MySQL read a small table whole.
      const { affectedRows } = await change(
        `DELETE FROM ${tables.live} WHERE chat_id IN (${places(safe)}) ORDER BY chat_id LIMIT ?`,
        [...safe, String(safe.length)],
      );
      if (affectedRows !== safe.length) {
        throw new Error(`MySQL deleted ${affectedRows} messages instead of ${safe.length}; none of them is moved.`);
      }
    }
    const chunk = { lastId, moved: ids.length, deleted: safe.length };
    await note(chunk, safe);
    return chunk;
  });
