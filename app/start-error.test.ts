import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { createServer, type Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { freePort } from '../test/support/free-port.ts';

const main = join(import.meta.dirname, 'main.ts');

describe('the service refuses to start', () => {
  let folder: string;
  let holder: Server;
  let busy: number;
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-start-'));
    holder = createServer().listen(0, '127.0.0.1');
    await once(holder, 'listening');
    const address = holder.address();
    busy = typeof address === 'object' && address ? address.port : 0;
  });
  afterAll(async () => {
    holder.close();
    await rm(folder, { recursive: true, force: true });
  });

  /** What it prints, and the code it ends with, for one configuration of `app`. */
  const start = async (
    app: object,
    { args = [], env = {} }: { args?: string[]; env?: Record<string, string> } = {},
  ) => {
    const file = join(folder, 'gapwatch.config.ts');
    await writeFile(file, `export default { app: ${JSON.stringify(app)} };\n`);
    const { stderr, exitCode } = await execa(process.execPath, [main, '--config', file, ...args], {
      env: { GAPWATCH_WITHOUT: 'redis,elasticsearch', ...env },
      reject: false,
    });
    return { stderr, exitCode };
  };
  const secretFile = async (name: string, text: string) => {
    const file = join(folder, name);
    await writeFile(file, text);
    return file;
  };
  /** Files of secrets that will do. */
  const secrets = async () => ({
    mysqlPasswordFile: await secretFile('password', 'secret\n'),
    tokenSecretFile: await secretFile('token', `${'s'.repeat(32)}\n`),
  });

  it('without the password of MySQL', async () => {
    const file = join(folder, 'nothing-here');
    expect(await start({ mysqlPasswordFile: file })).toEqual({
      stderr:
        `The password of MySQL user fungap cannot be read (ENOENT: no such file or directory, open '${file}'); ` +
        'write it into app.mysqlPasswordFile.',
      exitCode: 1,
    });
  });

  it('without a secret that signs tokens, or with a short one', async () => {
    const { mysqlPasswordFile } = await secrets();
    const file = join(folder, 'nothing-here');
    expect(await start({ mysqlPasswordFile, tokenSecretFile: file })).toEqual({
      stderr:
        `The secret that signs tokens cannot be read (ENOENT: no such file or directory, open '${file}'); ` +
        'write it into app.tokenSecretFile.',
      exitCode: 1,
    });
    const short = await secretFile('short', ` ${'s'.repeat(31)}\n`);
    expect(await start({ mysqlPasswordFile, tokenSecretFile: short })).toEqual({
      stderr:
        `The secret that signs tokens has 31 bytes in ${short}, at least 32 are needed; ` +
        'write more into app.tokenSecretFile.',
      exitCode: 1,
    });
  });

  it('without the files of secrets that the environment names, whatever the configuration names', async () => {
    const file = join(folder, 'nothing-here');
    const refused = `cannot be read (ENOENT: no such file or directory, open '${file}'); write it into the file that`;
    expect(await start(await secrets(), { env: { MYSQL_PASSWORD_FILE: file } })).toEqual({
      stderr: `The password of MySQL user fungap ${refused} MYSQL_PASSWORD_FILE names.`,
      exitCode: 1,
    });
    expect(await start(await secrets(), { env: { APP_TOKEN_SECRET_FILE: file } })).toEqual({
      stderr: `The secret that signs tokens ${refused} APP_TOKEN_SECRET_FILE names.`,
      exitCode: 1,
    });
  });

  it('when the port of the service is busy', async () => {
    const app = { ...(await secrets()), port: busy, metricsPort: await freePort() };
    expect(await start(app)).toEqual({
      stderr: `Port ${busy} cannot be had for the service: another process has it; free it or set app.port.`,
      exitCode: 1,
    });
  });

  it('when the port of metrics is busy', async () => {
    const app = { ...(await secrets()), port: await freePort(), metricsPort: busy };
    expect(await start(app)).toEqual({
      stderr: `Port ${busy} cannot be had for metrics and health: another process has it; free it or set app.metricsPort.`,
      exitCode: 1,
    });
  });

  it('by an option that it does not know', async () => {
    expect(await start({}, { args: ['--prot', '3000'] })).toEqual({
      stderr: "Unknown option '--prot'; the only option is --config FILE.",
      exitCode: 1,
    });
  });

  it('by a configuration that does not fit', async () => {
    const { stderr, exitCode } = await start({ port: 0 });
    expect(stderr).toMatch(/gapwatch\.config\.ts: app\.port is 0, expected a value of at least 1\.$/);
    expect(exitCode).toBe(1);
  });
});
