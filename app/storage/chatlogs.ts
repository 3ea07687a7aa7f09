import type { Database } from './database.ts';
import { outboxInsert } from './outbox.ts';

/** A message that somebody sent. */
interface NewMessage {
  readonly room: string;
  readonly userId: number;
  readonly text: string;
}

/** A stored message as the HTTP answers carry it; `name`, `userImage` and `userMbti` are null where the user is unknown. */
export interface StoredMessage {
  readonly chat_id: number;
  readonly room_name: string;
  readonly user_id: number;
  readonly name: string | null;
  readonly userImage: string | null;
  readonly userMbti: string | null;
  readonly message: string;
  readonly createdAt: Date;
}

/** The messages in MySQL. */
export interface Chatlogs {
  /** Stores a message among the live ones and gives its id. */
  readonly add: (message: NewMessage) => Promise<number>;
  /** Stores a message apart, where only administrators look, with why and by which rule. */
  readonly keepBack: (message: NewMessage, why: { readonly reason: string; readonly rule: string }) => Promise<void>;
  /** The last `limit` live messages of a room, the oldest first. */
  readonly read: (room: string, limit: number) => Promise<StoredMessage[]>;
  /** The newest `limit` live messages that contain `text`, the newest first. */
  readonly search: (text: string, limit: number) => Promise<StoredMessage[]>;
}

const insert = `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
   VALUES (?, ?, ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`;

const select = `SELECT c.chat_id, c.room_name, c.user_id, u.nickname AS name, u.user_image AS userImage,
  u.user_mbti AS userMbti, c.message, c.createdAt
  FROM chatlogs AS c LEFT JOIN users AS u ON u.user_id = c.user_id`;

/** Makes `%` and `_` mean themselves in a LIKE that escapes by `!`, as backslashes depend on the server's SQL mode. */
const escapeLike = (text: string): string => text.replace(/[!%_]/g, '!$&');

/**
 * The messages in the tables `chatlogs` and `chatlogBackups`.
 * @param options.indexed whether the search is told of them
 */
export const openChatlogs = (database: Database, { indexed }: { readonly indexed: boolean }): Chatlogs => ({
  add: ({ userId, room, text }) =>
    database.transaction(async ({ run }) => {
      const id = await run(insert, [userId, room, text]);
      if (indexed) {
        const { sql, values } = outboxInsert([id]);
        await run(sql, values);
      }
      return id;
    }),
  keepBack: (message, why) =>
    database.transaction(async ({ run }) => {
      // The id comes from chatlogs, so that both tables share one order; the row is gone before anybody can see it.
      const id = await run(insert, [message.userId, message.room, message.text]);
      await run(
        `INSERT INTO chatlogBackups (chat_id, user_id, room_name, message, createdAt, updatedAt, reason, rule)
         SELECT chat_id, user_id, room_name, message, createdAt, updatedAt, ?, ? FROM chatlogs WHERE chat_id = ?`,
        [why.reason, why.rule, id],
      );
      await run('DELETE FROM chatlogs WHERE chat_id = ?', [id]);
    }),
  // MySQL 8 takes LIMIT's placeholder as text only when it is prepared.
  async read(room, limit) {
    const newest = await database.rows<StoredMessage>(
      `${select} WHERE c.room_name = ? ORDER BY c.chat_id DESC LIMIT ?`,
      [room, String(limit)],
    );
    return newest.reverse();
  },
  search: (text, limit) =>
    database.rows(`${select} WHERE c.message LIKE ? ESCAPE '!' ORDER BY c.chat_id DESC LIMIT ?`, [
      `%${escapeLike(text)}%`,
      String(limit),
    ]),
});
