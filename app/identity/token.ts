import { errors, type JWTPayload, type JWTVerifyOptions, jwtVerify, SignJWT } from 'jose';
import { nickname, type Person, userId } from './person.ts';
import type { TokenIssuer } from './token-key.ts';

/** A token that is not taken; the message says why, to its bearer. */
export class TokenError extends Error {
  override name = 'TokenError';
}

/** A person as a token tells, and until when (milliseconds since the epoch). */
export interface Identity extends Person {
  readonly expiresAt: number;
}

const algorithm = 'HS256';
const audience = 'chat';

/** Longer than any token with a name of 64 characters, which takes some 600. */
const longest = 2_048;

/**
 * Signs a token for a person.
 * @param lifeSeconds from now until it is no longer taken
 */
export const signToken = async (
  { userId, name, guest }: Person,
  { service, keys: [key] }: TokenIssuer,
  lifeSeconds: number,
): Promise<{ readonly token: string; readonly expiresAt: Date }> => {
  const issuedAt = Math.floor(Date.now() / 1e3);
  const expiresAt = issuedAt + lifeSeconds;
  const token = await new SignJWT({ name, ...(guest && { guest }) })
    .setProtectedHeader({ alg: algorithm })
    .setSubject(String(userId))
    .setAudience(audience)
    .setIssuer(service)
    .setIssuedAt(issuedAt)
    .setExpirationTime(expiresAt)
    .sign(key);
  return { token, expiresAt: new Date(expiresAt * 1e3) };
};

/** Why jose refuses a token, as its bearer should read it. */
const refusalOf = (error: unknown): string => {
  if (error instanceof errors.JWTExpired) return 'the token has expired; ask for another';
  if (error instanceof errors.JWTClaimValidationFailed) {
    return error.claim === 'aud' || error.claim === 'iss'
      ? 'the token is for another service'
      : `the token is refused for its ${error.claim}`;
  }
  if (error instanceof errors.JWSSignatureVerificationFailed) return 'the token is not signed by this service';
  if (error instanceof errors.JOSEAlgNotAllowed) return `the token is not signed by ${algorithm}`;
  return 'the token is not a JSON web token';
};

/** The person that verified claims name. */
const identityOf = ({ sub, name, guest, exp = 0 }: JWTPayload): Identity => {
  const [id, nick] = [userId.safeParse(sub), nickname.safeParse(name)];
  if (!id.success) throw new TokenError('the token has no user id as its sub');
  if (!nick.success) throw new TokenError('the token has no nickname as its name');
  return { userId: id.data, name: nick.data, ...(guest === true && { guest }), expiresAt: exp * 1e3 };
};

/** The claims of a token that one of the keys has signed. @throws what jose says of the last key */
const verifyBy = async (
  token: string,
  [key, ...former]: TokenIssuer['keys'],
  options: JWTVerifyOptions,
): Promise<JWTPayload> => {
  try {
    return (await jwtVerify(token, key, options)).payload;
  } catch (error) {
    const [next, ...others] = former;
    if (next === undefined || !(error instanceof errors.JWSSignatureVerificationFailed)) throw error;
    return verifyBy(token, [next, ...others], options);
  }
};

/**
 * Tells who the bearer of a token is. Guests and users of FunGap's own login are the same here: whoever signs by the secret.
 * @throws TokenError, with what its bearer should know, if the token is not taken
 */
export const verifyToken = async (token: unknown, { service, keys }: TokenIssuer): Promise<Identity> => {
  if (token === undefined || token === null || token === '') throw new TokenError('a token is needed');
  if (typeof token !== 'string') throw new TokenError('the token must be a text');
  if (token.length > longest) throw new TokenError(`the token has more than ${longest} characters`);
  const payload = await verifyBy(token, keys, {
    algorithms: [algorithm],
    audience,
    issuer: service,
    requiredClaims: ['sub', 'exp'],
  }).catch((cause: unknown) => {
    throw new TokenError(refusalOf(cause), { cause });
  });
  return identityOf(payload);
};
