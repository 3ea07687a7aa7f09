import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { startChild } from './child.ts';
import { identify } from './supervisor/process-table.ts';

describe('startChild', () => {
  let folder: string;
  let logFile: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
    logFile = join(folder, 'logs', 'child.log');
  });
  afterEach(() => rm(folder, { recursive: true }));

  const shell = (script: string) => ({
    name: 'child',
    command: 'sh',
    args: ['-c', script],
    stopSignal: 'SIGTERM' as const,
  });

  /** What the script printed, once it did. */
  const printed = (pattern: RegExp): Promise<string> =>
    vi.waitFor(async () => {
      const match = pattern.exec(await readFile(logFile, 'utf8'));
      if (match === null) throw new Error('not yet');
      return match[1] ?? '';
    });

  it('appends what it prints to its log', async () => {
    await (await startChild(shell('echo one; echo two >&2'), { logFile })).exited;
    const second = await startChild(shell('echo three; exit 3'), { logFile });
    expect(await second.exited).toEqual({ code: 3, signal: null });
    expect(await readFile(logFile, 'utf8')).toBe('one\ntwo\nthree\n');
  });

  it('lets it stop by itself', async () => {
    const child = await startChild(shell('trap "echo bye; exit 0" TERM; echo up; while :; do sleep 0.1; done'), {
      logFile,
    });
    await printed(/(up)/);
    expect(await child.stop(10_000)).toEqual({ code: 0, signal: null });
    expect(await readFile(logFile, 'utf8')).toBe('up\nbye\n');
  });

  it('kills it when it does not stop in time', async () => {
    const child = await startChild(shell('trap "" TERM; echo up; while :; do sleep 0.1; done'), { logFile });
    await printed(/(up)/);
    expect(await child.stop(100)).toEqual({ code: null, signal: 'SIGKILL' });
  });

  it('leaves nothing that it started', async () => {
    const child = await startChild(shell('sleep 600 & echo "pid $!"; wait'), { logFile });
    const grandchild = Number(await printed(/pid (\d+)/));
    expect(identify(grandchild)).toBeDefined();
    await child.stop(10_000);
    await vi.waitFor(() => expect(identify(grandchild)).toBeUndefined());
  });

  it('may be stopped twice', async () => {
    const child = await startChild(shell('exit 0'), { logFile });
    await child.exited;
    expect(await child.stop(1000)).toEqual({ code: 0, signal: null });
    expect(await child.stop(1000)).toEqual({ code: 0, signal: null });
  });

  it('names a command that is not there', async () => {
    const nowhere = { ...shell(''), command: join(folder, 'nothing') };
    await expect(startChild(nowhere, { logFile })).rejects.toThrow(
      `child could not be started with ${nowhere.command}: spawn ${nowhere.command} ENOENT.`,
    );
  });
});
