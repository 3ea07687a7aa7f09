import { mkdtemp, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { readTokenIssuer, tokenSecretPath } from '../app/identity/token-key.ts';
import { parseConfig } from '../config/load-config.ts';
import { labPaths } from './lab-paths.ts';
import { appService, ownProgram } from './own-services.ts';
import { readOrMakeSecret } from './secret-file.ts';

let root: string;
beforeAll(async () => {
  root = await mkdtemp(join(tmpdir(), 'gapwatch-secret-'));
});
afterAll(() => rm(root, { recursive: true, force: true }));

it('is made once, for its owner only, and stays', async () => {
  const file = join(root, 'secrets/one');
  const secret = await readOrMakeSecret(file);
  expect(Buffer.from(secret, 'base64url')).toHaveLength(32);
  expect((await stat(file)).mode & 0o777).toBe(0o600);
  expect(await readOrMakeSecret(file)).toBe(secret);
});

it('of the tokens is there before the app of the lab starts', async () => {
  const configFile = join(root, 'gapwatch.config.ts');
  const config = parseConfig({}, configFile);
  const service = appService({ config, configFile, paths: labPaths(config), without: [] }, ownProgram());
  await service.prepare?.(() => {}, new AbortController().signal);
  expect((await stat(tokenSecretPath(config, {}))).mode & 0o777).toBe(0o600);
  expect((await readTokenIssuer(config, {})).service).toBe('fungap');
});
