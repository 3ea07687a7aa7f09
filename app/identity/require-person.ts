import type { RequestHandler, Response } from 'express';
import { RequestError } from '../http/failures.ts';
import type { Person } from './person.ts';
import { TokenError, verifyToken } from './token.ts';
import type { TokenIssuer } from './token-key.ts';

/** @see RFC 6750, section 2.1; the scheme's case does not count. */
const bearer = /^bearer +(\S+) *$/i;

/** Lets only requests through that carry a token (`Authorization: Bearer …`); {@link personOf} tells whose. */
export const requirePerson =
  (issuer: TokenIssuer): RequestHandler =>
  async (request, response, next) => {
    const token = bearer.exec(request.get('authorization') ?? '')?.[1];
    try {
      const { userId, name } = await verifyToken(token, issuer);
      response.locals.person = { userId, name } satisfies Person;
    } catch (error) {
      if (!(error instanceof TokenError)) throw error;
      response.setHeader('www-authenticate', 'Bearer');
      throw new RequestError(`${error.message}.`, 401, { cause: error });
    }
    next();
  };

/**
 * Whose token a request carries.
 * @throws Error if {@link requirePerson} does not stand before the route
 */
export const personOf = ({ locals }: Response): Person => {
  const person: Person | undefined = locals.person;
  if (person === undefined) throw new Error('The route asks for a person, but requirePerson does not stand before it.');
  return person;
};
