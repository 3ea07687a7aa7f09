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
  const start = async (app: object, ...args: string[]) => {
    const file = join(folder, 'gapwatch.config.ts');
    await writeFile(file, `export default { app: ${JSON.stringify(app)} };\n`);
    const env = { GAPWATCH_WITHOUT: 'redis,elasticsearch' };
    const { stderr, exitCode } = await execa(process.execPath, [main, '--config', file, ...args], {
      env,
      reject: false,
    });
    return { stderr, exitCode };
  };
  const password = async () => {
    const file = join(folder, 'password');
    await writeFile(file, 'secret\n');
    return file;
  };

  it('without the password of MySQL', async () => {
    const file = join(folder, 'nothing-here');
    expect(await start({ mysqlPasswordFile: file })).toEqual({
      stderr:
        `The password of MySQL user fungap cannot be read (ENOENT: no such file or directory, open '${file}'); ` +
        'write it into app.mysqlPasswordFile.',
      exitCode: 1,
    });
  });

  it('when the port of the service is busy', async () => {
    const app = { mysqlPasswordFile: await password(), port: busy, metricsPort: await freePort() };
    expect(await start(app)).toEqual({
      stderr: `Port ${busy} cannot be had for the service: another process has it; free it or set app.port.`,
      exitCode: 1,
    });
  });

  it('when the port of metrics is busy', async () => {
    const app = { mysqlPasswordFile: await password(), port: await freePort(), metricsPort: busy };
    expect(await start(app)).toEqual({
      stderr: `Port ${busy} cannot be had for metrics and health: another process has it; free it or set app.metricsPort.`,
      exitCode: 1,
    });
  });

  it('by an option that it does not know', async () => {
    expect(await start({}, '--prot', '3000')).toEqual({
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
