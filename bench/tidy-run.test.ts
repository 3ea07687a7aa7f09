import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { runTidily } from './tidy-run.ts';

const { TMPDIR } = process.env;
let folder = '';
let child: ReturnType<typeof spawn> | undefined;
beforeEach(() => {
  child = undefined;
});
afterEach(() => {
  child?.kill('SIGKILL');
  if (TMPDIR === undefined) delete process.env.TMPDIR;
  else process.env.TMPDIR = TMPDIR;
});

/** Starts a process, and says where temporary files go. */
const begin = () => {
  folder = tmpdir();
  child = spawn('sleep', ['1000'], { stdio: 'ignore' });
};
const isTidy = () => !existsSync(folder) && child?.signalCode === 'SIGTERM';

it('gives what the work gives, and leaves nothing of it', async () => {
  expect(
    await runTidily(async () => {
      begin();
      return 7;
    }),
  ).toBe(7);
  await expect.poll(isTidy).toBe(true);
});

it('leaves nothing where the work fails', async () => {
  const failing = runTidily(async () => {
    begin();
    throw new Error('no luck');
  });
  await expect(failing).rejects.toThrow('no luck');
  await expect.poll(isTidy).toBe(true);
});

it('leaves nothing where a signal cuts it short', async () => {
  const running = runTidily(() => {
    begin();
    process.emit('SIGTERM');
    return new Promise<never>(() => {});
  });
  expect(await running).toBeUndefined();
  await expect.poll(isTidy).toBe(true);
});

it('leaves nothing where something else fails while it tidies up, and tells of the first', async () => {
  const { exitCode, all } = await execa({ all: true, reject: false })(process.execPath, [
    join(import.meta.dirname, 'fixtures/twice-thrown.ts'),
  ]);
  expect({ exitCode, all }).toEqual({ exitCode: 0, all: 'ended by SIGTERM\nError: first' });
});
