import { createHmac, generateKeyPairSync } from 'node:crypto';
import { SignJWT } from 'jose';
import { describe, expect, it } from 'vitest';
import { signToken, TokenError, verifyToken } from './token.ts';
import { createTokenIssuer } from './token-key.ts';

const secret = 's'.repeat(43);
const issuer = createTokenIssuer('fungap', secret);
const person = { userId: 7, name: '일곱' };
const now = () => Math.floor(Date.now() / 1e3);

const encode = (part: unknown) => Buffer.from(JSON.stringify(part)).toString('base64url');

/** A token as somebody writes it by hand, who knows the secret where one is given. */
const write = (claims: object, { header = { alg: 'HS256' } as object, key = secret } = {}): string => {
  const signed = `${encode(header)}.${encode(claims)}`;
  return `${signed}.${key === '' ? '' : createHmac('sha256', key).update(signed).digest('base64url')}`;
};
const claims = (others: object = {}) => ({
  sub: '7',
  name: '일곱',
  aud: 'chat',
  iss: 'fungap',
  iat: now(),
  exp: now() + 60,
  ...others,
});

describe('a token', () => {
  it('tells whose it is, and until when', async () => {
    const { token, expiresAt } = await signToken(person, issuer, 60);
    expect(await verifyToken(token, issuer)).toEqual({ ...person, expiresAt: expiresAt.getTime() });
    expect(expiresAt.getTime() / 1e3 - now()).toBeGreaterThan(55);
  });

  it('is taken from another login that signs by the same secret, also with claims of its own', async () => {
    expect(await verifyToken(write(claims({ aud: ['board', 'chat'], role: 'admin' })), issuer)).toMatchObject(person);
  });

  it('is signed by the first secret, and taken if any of them signed it', async () => {
    const changed = createTokenIssuer('fungap', 'n'.repeat(43), 'm'.repeat(43), secret);
    expect(await verifyToken((await signToken(person, issuer, 60)).token, changed)).toMatchObject(person);
    const { token } = await signToken(person, changed, 60);
    expect(await verifyToken(token, createTokenIssuer('fungap', 'n'.repeat(43)))).toMatchObject(person);
    await expect(verifyToken(token, issuer)).rejects.toThrow('the token is not signed by this service');
    await expect(verifyToken(write(claims({ exp: now() - 60 })), changed)).rejects.toThrow('the token has expired');
  });

  it('says whether it is that of a guest', async () => {
    const { token } = await signToken({ ...person, guest: true }, issuer, 60);
    expect(await verifyToken(token, issuer)).toMatchObject({ ...person, guest: true });
    expect(await verifyToken(write(claims({ guest: 'yes' })), issuer)).not.toHaveProperty('guest');
  });

  it('is far below the longest one, even of the longest name', async () => {
    const { token } = await signToken({ userId: 2_147_483_647, name: '😀'.repeat(64) }, issuer, 60);
    expect(token.length).toBeLessThan(700);
    expect(await verifyToken(token, issuer)).toMatchObject({ name: '😀'.repeat(64) });
  });

  const [head, body, signature] = write(claims()).split('.');
  const notOurs = 'the token is not signed by this service';
  const noJwt = 'the token is not a JSON web token';
  it.each<[string, unknown, string]>([
    ['missing', undefined, 'a token is needed'],
    ['null', null, 'a token is needed'],
    ['empty', '', 'a token is needed'],
    ['a number', 7, 'the token must be a text'],
    ['an object', { toString: () => write(claims()) }, 'the token must be a text'],
    ['a list', [write(claims())], 'the token must be a text'],
    ['overlong', write(claims({ more: 'x'.repeat(2_000) })), 'the token has more than 2048 characters'],
    ['garbage', 'garbage', noJwt],
    ['three garbage parts', 'a.b.c', noJwt],
    ['bytes of all kinds', '\u0000\r\n..\ud800', noJwt],
    ['without its claims', `${head}..${signature}`, notOurs],
    ['of claims that are no object', `${head}.${encode('7')}.`, notOurs],
    ['expired', write(claims({ exp: now() - 1 })), 'the token has expired; ask for another'],
    ['not valid yet', write(claims({ nbf: now() + 60 })), 'the token is refused for its nbf'],
    ['without an end', write(claims({ exp: undefined })), 'the token is refused for its exp'],
    ['of an end that is no number', write(claims({ exp: 'never' })), 'the token is refused for its exp'],
    ['unsigned', write(claims(), { header: { alg: 'none' }, key: '' }), 'the token is not signed by HS256'],
    ['called unsigned but signed', write(claims(), { header: { alg: 'none' } }), 'the token is not signed by HS256'],
    ['of another algorithm', write(claims(), { header: { alg: 'HS512' } }), 'the token is not signed by HS256'],
    ['without an algorithm', write(claims(), { header: {} }), noJwt],
    [
      'with extensions that must be understood',
      write(claims(), { header: { alg: 'HS256', crit: ['x'], x: 1 } }),
      noJwt,
    ],
    ['signed by another secret', write(claims(), { key: 'x'.repeat(43) }), notOurs],
    ['signed by nothing', `${head}.${body}.`, notOurs],
    ['of another signature', `${head}.${encode(claims({ sub: '8' }))}.${signature}`, notOurs],
    ['for another audience', write(claims({ aud: 'board' })), 'the token is for another service'],
    ['without an audience', write(claims({ aud: undefined })), 'the token is for another service'],
    ['of another issuer', write(claims({ iss: 'other' })), 'the token is for another service'],
    ['without a user', write(claims({ sub: undefined })), 'the token is refused for its sub'],
    ['of a user who is no number', write(claims({ sub: '7; DROP' })), 'the token has no user id as its sub'],
    ['of user 0', write(claims({ sub: '0' })), 'the token has no user id as its sub'],
    ['without a name', write(claims({ name: undefined })), 'the token has no nickname as its name'],
    ['of an empty name', write(claims({ name: ' ' })), 'the token has no nickname as its name'],
    ['of a long name', write(claims({ name: 'x'.repeat(65) })), 'the token has no nickname as its name'],
  ])('is refused when it is %s', async (_what, token, message) => {
    const refused = await verifyToken(token, issuer).catch((error: unknown) => error);
    expect(refused).toBeInstanceOf(TokenError);
    expect((refused as TokenError).message).toBe(message);
  });

  it('is refused when a public key was taken for the secret', async () => {
    const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
    const pem = publicKey.export({ type: 'spki', format: 'pem' }).toString();
    const forged = await new SignJWT(claims()).setProtectedHeader({ alg: 'RS256' }).sign(privateKey);
    for (const token of [forged, write(claims(), { key: pem })]) {
      await expect(verifyToken(token, issuer)).rejects.toThrow(/^the token is not signed by/);
    }
  });
});

it('shows nothing of its secret when an issuer is printed', () => {
  expect(JSON.stringify(issuer) + String(issuer.keys[0])).not.toContain('sss');
});
