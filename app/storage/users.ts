import type { Database } from './database.ts';

/** What others see of a person besides the nickname; empty where it is not known. */
interface Profile {
  readonly userImage: string;
  readonly userMbti: string;
}

interface Row {
  readonly user_image: string | null;
  readonly user_mbti: string | null;
}

/** Finds the profile of a user. */
export type FindProfile = (userId: number) => Promise<Profile | undefined>;

/** The profiles in the table `users`. */
export const openProfiles =
  (database: Database): FindProfile =>
  async (userId) => {
    const [row] = await database.rows<Row>('SELECT user_image, user_mbti FROM users WHERE user_id = ?', [userId]);
    return row && { userImage: row.user_image ?? '', userMbti: row.user_mbti ?? '' };
  };

/** The guests in the table `users`. */
export interface Guests {
  /** Gives a guest of that name an id, and a row until some time after `lifeSeconds`. */
  readonly add: (name: string, lifeSeconds: number) => Promise<number>;
  /** Lets the row of a guest stay for good. */
  readonly keep: (userId: number) => Promise<unknown>;
}

/** Opens the guests. Those who have not written are forgotten in the end, as anybody can make thousands of them. */
export const openGuests = (database: Database): Guests => ({
  add: (name, lifeSeconds) =>
    database.run(
      `INSERT INTO users (nickname, createdAt, updatedAt, guestUntil)
       VALUES (?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3), UTC_TIMESTAMP(3) + INTERVAL ? SECOND)`,
      [name, lifeSeconds],
    ),
  keep: (userId) => database.run('UPDATE users SET guestUntil = NULL WHERE user_id = ?', [userId]),
});
