import { access, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { installQuietly } from './quiet-install.ts';

describe('installQuietly', () => {
  let folder: string;
  let policy: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
    policy = join(folder, 'policy-rc.d');
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('forbids service starts while the command runs, and not after', async () => {
    expect(await installQuietly(['sh', '-c', '"$0"; echo "policy says $?"', policy], policy)).toBe('policy says 101');
    await expect(access(policy)).rejects.toThrow('ENOENT');
  });

  it('brings back the policy that was there, also after a failure', async () => {
    await writeFile(policy, '#!/bin/sh\nexit 0\n', { mode: 0o755 });
    await expect(installQuietly(['sh', '-c', '"$0"; exit $?', policy], policy)).rejects.toMatchObject({
      exitCode: 101,
    });
    expect(await readFile(policy, 'utf8')).toBe('#!/bin/sh\nexit 0\n');
  });

  it('brings it back though it is told to end meanwhile', async () => {
    await writeFile(policy, 'before');
    // The parent of the command is the shell that restores.
    const endParent = 'kill -TERM $PPID; kill -INT $PPID; echo told';
    expect(await installQuietly(['sh', '-c', endParent], policy)).toBe('told');
    expect(await readFile(policy, 'utf8')).toBe('before');
  });
});
