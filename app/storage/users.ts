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

/** Adds users to the table `users`: gives a person of that name an id. */
export const openUsers =
  (database: Database): ((name: string) => Promise<number>) =>
  (name) =>
    database.run('INSERT INTO users (nickname, createdAt, updatedAt) VALUES (?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))', [
      name,
    ]);
