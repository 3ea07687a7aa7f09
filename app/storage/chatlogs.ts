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
  /** One live message. */
  readonly find: (chatId: number) => Promise<StoredMessage | undefined>;
}

/**
 * The SELECT of stored messages with what is known of their senders, as far as its WHERE: the message is `c`, the sender `u`.
 * @param from the table, or several joined, one of which is `c`
 */
export const selectMessages = (from = 'chatlogs AS c'): string => `SELECT c.chat_id, c.room_name, c.user_id,
  u.nickname AS name, u.user_image AS userImage, u.user_mbti AS userMbti, c.message, c.createdAt
  FROM ${from} LEFT JOIN users AS u ON u.user_id = c.user_id`;

/** The messages in the table `chatlogs`. */
export const openChatlogs = (database: Pick<Database, 'rows'>): Chatlogs => ({
  // MySQL 8 takes LIMIT's placeholder as text only when it is prepared.
  async read(room, limit) {
    const newest = await database.rows<StoredMessage>(
      `${selectMessages()} WHERE c.room_name = ? ORDER BY c.chat_id DESC LIMIT ?`,
      [room, String(limit)],
    );
    return newest.reverse();
  },
  async find(chatId) {
    const [message] = await database.rows<StoredMessage>(`${selectMessages()} WHERE c.chat_id = ?`, [chatId]);
    return message;
  },
});
