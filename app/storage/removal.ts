import type { Database, Session } from './database.ts';
import { outboxInsert } from './outbox.ts';

/** Removes a message of a user, and gives its room; undefined where the user has no such message that people can read. */
export type RemoveMessage = (chatId: number, userId: number) => Promise<string | undefined>;

type Ids = readonly [chatId: number, userId: number];

const live = 'FROM chatlogs WHERE chat_id = ? AND user_id = ?';

/** A moved message that people can still read. */
const moved = 'FROM chatlogBackups WHERE chat_id = ? AND user_id = ? AND reason IS NULL AND rule IS NULL';

/** Takes a message away from where it is. @returns whether it was still there */
const takeAway = async ({ rows, run }: Session, ids: Ids): Promise<boolean> => {
  const [chatId] = ids;
  // The mover may be taking it to the backup just now: then this waits until it is there.
  if ((await rows(`SELECT 1 ${live} FOR UPDATE`, ids)).length > 0) {
    await run(
      `INSERT INTO chatlogBackups (chat_id, user_id, room_name, message, createdAt, updatedAt, reason)
       SELECT chat_id, user_id, room_name, message, createdAt, UTC_TIMESTAMP(3), 'removed' ${live}`,
      ids,
    );
    await run('DELETE FROM chatlogs WHERE chat_id = ?', [chatId]);
    return true;
  }
  if ((await rows(`SELECT 1 ${moved} FOR UPDATE`, ids)).length === 0) return false;
  await run("UPDATE chatlogBackups SET reason = 'removed', updatedAt = UTC_TIMESTAMP(3) WHERE chat_id = ?", [chatId]);
  return true;
};

/**
 * Removes messages from what people read and find. Each is kept in `chatlogBackups` with the reason `removed`, where only
 * administrators look; `updatedAt` tells when it was removed.
 * @param options.indexed whether the search is told of them
 */
export const openRemoval =
  (database: Database, { indexed }: { readonly indexed: boolean }): RemoveMessage =>
  async (chatId, userId) => {
    const ids = [chatId, userId] as const;
    // Without a lock at first: one on an id that is not there yet would hold up the message that gets it.
    const [message] = await database.rows<{ room: string }>(
      `SELECT room_name AS room ${live} UNION ALL SELECT room_name ${moved}`,
      [...ids, ...ids],
    );
    if (!message) return undefined;
    return database.transaction(async (session) => {
      // Another request may have removed it meanwhile.
      if (!(await takeAway(session, ids))) return undefined;
      if (indexed) {
        const { sql, values } = outboxInsert([chatId]);
        await session.run(sql, values);
      }
      return message.room;
    });
  };
