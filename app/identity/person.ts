import { z } from 'zod';
import { plainText } from '../plain-text.ts';

/** Somebody who has shown a token. */
export interface Person {
  readonly userId: number;
  readonly name: string;
  /** There for somebody whom the service knows by a token only, and forgets if nothing was written by then. */
  readonly guest?: true;
}

/** Size of `users.nickname`. */
const longestName = 64;

/** A nickname. */
export const nickname = plainText('nickname', longestName);

/** MySQL's INT; FunGap's client sends it as a number or as digits. */
export const userId = z
  .union(
    [
      z.number(),
      z
        .string()
        .regex(/^\d{1,10}$/)
        .transform(Number),
    ],
    'user id must be a number',
  )
  .refine(
    (id) => Number.isInteger(id) && id > 0 && id <= 2_147_483_647,
    'user id must be a whole number from 1 to 2147483647',
  );
