import { once } from 'node:events';
import type { Server } from 'node:http';
import express from 'express';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { answerFailures } from '../http/failures.ts';
import { personOf, requirePerson } from './require-person.ts';
import { signToken } from './token.ts';
import { createTokenIssuer } from './token-key.ts';

const issuer = createTokenIssuer('fungap', 's'.repeat(32));
const person = { userId: 7, name: '일곱' };
const silent = { error: () => {}, warn: () => {}, info: () => {}, debug: () => {} };

describe('a route that needs a person', () => {
  let server: Server;
  let url: string;
  beforeAll(async () => {
    const app = express();
    app.get('/who', requirePerson(issuer), (_request, response) => {
      response.json(personOf(response));
    });
    app.get('/open', (_request, response) => {
      response.json(personOf(response));
    });
    app.use(answerFailures(silent));
    server = app.listen(0, '127.0.0.1');
    await once(server, 'listening');
    const address = server.address();
    url = `http://127.0.0.1:${typeof address === 'object' ? address?.port : 0}`;
  });
  afterAll(() => server.close());

  const get = async (path: string, authorization?: string) => {
    const response = await fetch(url + path, authorization === undefined ? {} : { headers: { authorization } });
    return { status: response.status, scheme: response.headers.get('www-authenticate'), body: await response.json() };
  };
  const tokenFor = async (seconds: number) => (await signToken(person, issuer, seconds)).token;

  it.each(['Bearer ', 'bearer  '])('knows who asks by "%s" and the token', async (scheme) => {
    expect(await get('/who', scheme + (await tokenFor(60)))).toEqual({ status: 200, scheme: null, body: person });
  });

  it.each<[string, string, () => Promise<string | undefined>]>([
    ['no token', 'a token is needed.', async () => undefined],
    ['an empty one', 'a token is needed.', async () => 'Bearer '],
    ['another scheme', 'a token is needed.', async () => `Basic ${await tokenFor(60)}`],
    ['two of them', 'a token is needed.', async () => `Bearer ${await tokenFor(60)} ${await tokenFor(60)}`],
    ['a pair', 'the token is not a JSON web token.', async () => `Bearer ${await tokenFor(60)},refresh`],
    ['garbage', 'the token is not a JSON web token.', async () => 'Bearer garbage'],
    ['one that has expired', 'the token has expired; ask for another.', async () => `Bearer ${await tokenFor(-1)}`],
  ])('answers 401 to %s', async (_what, errorMessage, authorization) => {
    expect(await get('/who', await authorization())).toEqual({ status: 401, scheme: 'Bearer', body: { errorMessage } });
  });

  it('cannot be written without asking for a token', async () => {
    expect((await get('/open', `Bearer ${await tokenFor(60)}`)).status).toBe(500);
  });
});
