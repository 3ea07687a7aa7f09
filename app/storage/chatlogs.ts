import type { Database } from './database.ts';

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

/** The live messages in MySQL. */
export interface Chatlogs {
  /** The last `limit` live messages of a room, the oldest first. */
  readonly read: (room: string, limit: number) => Promise<StoredMessage[]>;
  /** The newest `limit` live messages that contain `text`, the newest first. */
  readonly search: (text: string, limit: number) => Promise<StoredMessage[]>;
}

const select = `SELECT c.chat_id, c.room_name, c.user_id, u.nickname AS name, u.user_image AS userImage,
  u.user_mbti AS userMbti, c.message, c.createdAt
  FROM chatlogs AS c LEFT JOIN users AS u ON u.user_id = c.user_id`;

/** Makes `%` and `_` mean themselves in a LIKE that escapes by `!`, as backslashes depend on the server's SQL mode. */
const escapeLike = (text: string): string => text.replace(/[!%_]/g, '!$&');

/** The messages in the table `chatlogs`. */
export const openChatlogs = (database: Pick<Database, 'rows'>): Chatlogs => ({
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
