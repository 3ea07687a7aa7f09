import type { RequestHandler } from 'express';
import { z } from 'zod';
import { RequestError } from '../http/failures.ts';
import type { FindBadWord } from '../moderation/find-bad-word.ts';
import type { Guests } from '../storage/users.ts';
import { nickname } from './person.ts';
import { signToken } from './token.ts';
import type { TokenIssuer } from './token-key.ts';

/** A day: long enough for an evening with a phone in the pocket, short enough that a lost token is soon worth nothing. */
const lifeSeconds = 86_400;

/** What would make lines of one, or turn the letters around that follow it. Joiners, of which emoji are made, may stay. */
const unruly = /[\p{Cc}\p{Zl}\p{Zp}\p{Bidi_Control}]/u;

const name = nickname
  .refine((text) => !unruly.test(text), 'nickname has characters that nobody can see')
  .transform((text) => text.trim());

const body = z.object({ name }, 'the body must be a JSON object with a name');

/** POST /auth/guest {name}: makes a guest, and the token by which it is known for a day. */
export const welcomeGuest = (options: {
  readonly addGuest: Guests['add'];
  readonly findBadWord: FindBadWord;
  readonly issuer: TokenIssuer;
}): RequestHandler => {
  const { addGuest, findBadWord, issuer } = options;
  return async (request, response) => {
    const parsed = body.safeParse(request.body);
    if (!parsed.success) throw new RequestError(`${parsed.error.issues[0]?.message}.`);
    const { name } = parsed.data;
    if (findBadWord(name)) throw new RequestError('nickname has a word that is not allowed here.');
    const userId = await addGuest(name, lifeSeconds);
    const { token, expiresAt } = await signToken({ userId, name, guest: true }, issuer, lifeSeconds);
    response.status(201).json({ result: 'success', token, userId, name, expiresAt });
  };
};
