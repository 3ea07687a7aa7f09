import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { parseConfig } from '../config/load-config.ts';
import { readSecrets } from '../config/secret-file.ts';
import { readTokenIssuer, tokenSecretPath } from './identity/token-key.ts';
import { mysqlPasswordPath, readMysqlLogin } from './storage/login.ts';

describe('a secret', () => {
  let root: string;
  beforeAll(async () => {
    root = await mkdtemp(join(tmpdir(), 'gapwatch-secret-'));
    await writeFile(join(root, 'configured'), ` ${'c'.repeat(40)}\r\n`);
    await writeFile(join(root, 'given'), `${'g'.repeat(40)}\n`);
  });
  afterAll(() => rm(root, { recursive: true, force: true }));

  const config = () =>
    parseConfig({ app: { mysqlPasswordFile: 'configured', tokenSecretFile: 'configured' } }, join(root, 'x.config.ts'));
  const env = () => ({ MYSQL_PASSWORD_FILE: join(root, 'given'), APP_TOKEN_SECRET_FILE: join(root, 'given') });

  it('is read from the file that the configuration names, from its folder', async () => {
    expect((await readMysqlLogin(config(), {})).password).toBe('c'.repeat(40));
    expect((await readTokenIssuer(config(), {})).keys[0].export().toString()).toBe('c'.repeat(40));
    expect([mysqlPasswordPath(config(), {}), tokenSecretPath(config(), {})]).toEqual([
      join(root, 'configured'),
      join(root, 'configured'),
    ]);
  });

  it('is read from the file that the environment names, which wins', async () => {
    expect((await readMysqlLogin(config(), env())).password).toBe('g'.repeat(40));
    expect((await readTokenIssuer(config(), env())).keys[0].export().toString()).toBe('g'.repeat(40));
    expect([mysqlPasswordPath(config(), env()), tokenSecretPath(config(), env())]).toEqual([
      join(root, 'given'),
      join(root, 'given'),
    ]);
  });

  it('that signs tokens may have others below it, each as long, whose tokens are taken too', async () => {
    const file = join(root, 'several');
    const place = { what: 'The secret', variable: 'SECRET_FILE', key: 'app.secretFile', file };
    await writeFile(file, `${'n'.repeat(40)}\r\n\n ${'f'.repeat(40)} \n\n`);
    expect(await readSecrets(place, { root, env: {}, leastBytes: 40 })).toEqual(['n'.repeat(40), 'f'.repeat(40)]);
    const { keys } = await readTokenIssuer(config(), { APP_TOKEN_SECRET_FILE: file });
    expect(keys.map((key) => key.export().toString())).toEqual(['n'.repeat(40), 'f'.repeat(40)]);
    await writeFile(file, `${'n'.repeat(40)}\n${'f'.repeat(31)}\n`);
    await expect(readTokenIssuer(config(), { APP_TOKEN_SECRET_FILE: file })).rejects.toThrow(
      `The secret that signs tokens has 31 bytes in line 2 of ${file}, at least 32 are needed; write more into the file that APP_TOKEN_SECRET_FILE names.`,
    );
  });
});
