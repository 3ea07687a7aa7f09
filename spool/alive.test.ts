import { once } from 'node:events';
import { mkdir, mkdtemp, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../test/support/start-app.ts';
import { isAlive, showAlive } from './alive.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-alive-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

it('shows that an owner lives, also where the path is longer than a socket may have', async () => {
  for (const name of ['short', 'long'.repeat(40)]) {
    const path = join(folder, name);
    await mkdir(path);
    expect(await isAlive(path)).toBe(false);
    const leave = showAlive(path);
    expect(await isAlive(path)).toBe(true);
    await rename(path, `${path}-new`);
    expect(await isAlive(`${path}-new`)).toBe(true);
    leave();
    expect(await isAlive(`${path}-new`)).toBe(false);
  }
});

it('knows that a worker of a cluster is dead, though its primary lives on', async () => {
  const primary = execa(process.execPath, [join(import.meta.dirname, 'fixtures/cluster-owner.ts'), folder]);
  const [pid] = await once(primary.stdout, 'data');
  expect(await isAlive(folder)).toBe(true);
  process.kill(Number(pid), 'SIGKILL');
  await until('It is known to be dead', async () => !(await isAlive(folder)));
  expect(primary.exitCode).toBeNull();
  primary.stdin.end();
  await primary;
});
