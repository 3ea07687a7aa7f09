import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest';
import { parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { makeCertificate } from '../../test/support/make-certificate.ts';
import { type SmallRoute, type SmallServerOptions, startSmallServer } from '../../test/support/small-api.ts';
import type { TargetName } from '../target-names.ts';
import { demand, lookUp } from './answer.ts';
import { openApi } from './api.ts';
import { readConnection } from './connection.ts';

let root = '';
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gapwatch-api-'));
  await writeFile(join(root, 'token'), 'glsa_1\n');
  await writeFile(join(root, 'other'), 'glsa_2\n');
  await writeFile(join(root, 'empty'), '\n');
});
afterAll(() => rm(root, { recursive: true }));

const connect = (apply: NonNullable<ConfigInput['apply']>, env: NodeJS.ProcessEnv = {}) => {
  const config = parseConfig({ apply }, join(root, 'gapwatch.config.ts'));
  const [name] = Object.keys(apply) as TargetName[];
  const section = name && config.apply[name];
  if (!section) throw new Error('name one');
  return readConnection(name, section, config, env);
};

/** Asks a server of these routes for /x, as the configuration of Grafana says. */
const ask = async (
  routes: readonly SmallRoute[],
  settings: object = {},
  options: SmallServerOptions = {},
): Promise<unknown> => {
  const server = await startSmallServer(routes, options);
  onTestFinished(server.stop);
  const api = openApi(await connect({ grafana: { url: `${server.url}/`, ...settings } }));
  onTestFinished(api.close);
  return demand(api, 'tell x', { method: 'GET', path: '/x', signal: new AbortController().signal }).catch(
    (error: Error) => error.message.replace(server.url, 'URL'),
  );
};

const telling: SmallRoute = ['GET', /^\/x$/, ({ headers }) => ({ status: 200, json: headers.authorization ?? 'none' })];

describe('what lets us in', () => {
  it.each([
    [{ grafana: { tokenFile: 'token' } }, {}, 'Bearer glsa_1'],
    [{ grafana: { tokenFile: 'token' } }, { GRAFANA_TOKEN_FILE: 'other' }, 'Bearer glsa_2'],
    [{ grafana: {} }, { GRAFANA_TOKEN_FILE: 'other' }, 'Bearer glsa_2'],
    [{ kibana: { tokenFile: 'token' } }, {}, 'ApiKey glsa_1'],
    [{ elasticsearch: { tokenFile: 'token' } }, {}, 'ApiKey glsa_1'],
    [{ prometheus: { user: 'me', passwordFile: 'token' } }, {}, `Basic ${btoa('me:glsa_1')}`],
    [{ alertmanager: { user: 'me' } }, { ALERTMANAGER_PASSWORD_FILE: 'other' }, `Basic ${btoa('me:glsa_2')}`],
    [{ alertmanager: {} }, {}, undefined],
  ])('is, of %j with %j, %s', async (apply, env, expected) => {
    const absolute = Object.fromEntries(Object.entries(env).map(([name, file]) => [name, join(root, file)]));
    expect((await connect(apply, absolute)).authorization).toBe(expected);
  });

  it('may stand in the address, and is in no sentence then', async () => {
    const connection = await connect({ kibana: { url: 'http://me:p%40ss@127.0.0.1:1/base/' } });
    expect(connection).toMatchObject({ url: 'http://127.0.0.1:1/base', authorization: `Basic ${btoa('me:p@ss')}` });
  });

  it('is sent with each request', async () => {
    expect(await ask([telling], { tokenFile: 'token' })).toBe('Bearer glsa_1');
    expect(await ask([telling])).toBe('none');
  });

  it.each([
    [
      { grafana: { tokenFile: 'gone' } },
      /^The token for Grafana cannot be read \(ENOENT.+\); write it into apply\.grafana\.tokenFile\.$/,
    ],
    [
      { grafana: { tokenFile: 'empty' } },
      /^The token for Grafana has 0 bytes in .+, at least 1 are needed; write more into apply\.grafana\.tokenFile\.$/,
    ],
    [
      { kibana: { user: 'me' } },
      'apply.kibana.user has no password; name its file in apply.kibana.passwordFile or KIBANA_PASSWORD_FILE.',
    ],
    [
      { grafana: { caFile: 'token' } },
      /^apply\.grafana\.caFile holds no certificate \(.+\); name the PEM file of the authority\.$/,
    ],
  ])('is refused as %j', async (apply, sentence) => {
    await expect(connect(apply)).rejects.toThrow(sentence);
  });

  it.each([
    [{ grafana: { tokenFile: 'a', user: 'b' } }, 'apply.grafana.user is "b", expected none where tokenFile is given.'],
    [{ kibana: { passwordFile: 'a' } }, 'apply.kibana.passwordFile is "a", expected none where no user is given.'],
    [
      { kibana: { space: 'My Space' } },
      'apply.kibana.space is "My Space", expected the identifier of a space, as in its address.',
    ],
    [
      { grafana: { token: 'x' } },
      'apply.grafana.token is "x", but there is no such key; remove it or correct its name.',
    ],
  ])('is no configuration as %j', async (apply, sentence) => {
    await expect(async () => connect(apply as ConfigInput['apply'] & object)).rejects.toThrow(sentence);
  });
});

describe('a server', () => {
  const certificate = makeCertificate();

  it('is trusted by the authority that the configuration names, and not else', async () => {
    await writeFile(join(root, 'ca.pem'), certificate.cert);
    expect(await ask([telling], { caFile: 'ca.pem' }, { certificate })).toBe('none');
    expect(await ask([telling], {}, { certificate })).toMatch(
      /^Grafana at URL does not answer \(.*self-signed certificate.*\); name the authority that signed its certificate in apply\.grafana\.caFile\.$/,
    );
    await writeFile(join(root, 'other.pem'), makeCertificate().cert);
    expect(await ask([telling], { caFile: 'other.pem' }, { certificate })).toMatch(/^Grafana at URL does not answer/);
  });

  it.each<[number, object, string]>([
    [
      401,
      { message: 'Unauthorized' },
      'Grafana at URL does not tell x (401: Unauthorized); name a token in apply.grafana.tokenFile, or a user and its passwordFile.',
    ],
    [
      403,
      { message: 'No.' },
      'Grafana at URL does not tell x (403: No.); give the token or user of apply.grafana the right.',
    ],
    [400, { error: { reason: 'bad' } }, 'Grafana at URL does not tell x (400: bad).'],
    [500, { error: 'worse' }, 'Grafana at URL does not tell x (500: worse).'],
  ])('that says %d is quoted', async (status, json, sentence) => {
    expect(await ask([['GET', /x/, () => ({ status, json })]])).toBe(sentence);
  });

  it('that is somebody else is told by what it says', async () => {
    expect(await ask([['GET', /x/, () => ({ status: 200, text: '<html>' })]])).toBe(
      'Grafana at URL answers something else than JSON; is that its address?',
    );
    expect(await ask([['GET', /x/, () => ({ status: 302, json: '', location: '/login' })]])).toBe(
      'Grafana at URL sends /x on to /login; correct apply.grafana.url.',
    );
  });

  it('that has no such page is not one that has none of what is looked for', async () => {
    const server = await startSmallServer([
      ['GET', /^\/none$/, () => ({ status: 404, json: { message: 'not found' } })],
      ['GET', /^\/page$/, () => ({ status: 404, text: '404 page not found' })],
    ]);
    onTestFinished(server.stop);
    const api = openApi(await connect({ grafana: { url: server.url } }));
    onTestFinished(api.close);
    const { signal } = new AbortController();
    expect(await lookUp(api, 'tell it', '/none', signal)).toBeUndefined();
    await expect(lookUp(api, 'tell it', '/page', signal)).rejects.toThrow(
      'does not tell it (404: 404 page not found).',
    );
  });

  it('is not waited for by somebody who has interrupted', async () => {
    const server = await startSmallServer([['GET', /x/, () => new Promise(() => {})]]);
    onTestFinished(server.stop);
    const api = openApi(await connect({ grafana: { url: server.url } }));
    onTestFinished(api.close);
    const stop = new AbortController();
    const asked = demand(api, 'tell x', { method: 'GET', path: '/x', signal: stop.signal });
    stop.abort(new Error('Interrupted.'));
    await expect(asked).rejects.toThrow('Interrupted.');
  });
});
