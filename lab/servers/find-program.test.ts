import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { findProgram, type Lookup } from './find-program.ts';

const lookup: Lookup = {
  variable: 'GAPWATCH_THING',
  names: ['gapwatch-thing', 'debian-thing'],
  versionArgs: ['--version'],
  versionPattern: /thing (\d+\.\d+)/,
};

describe('findProgram', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-test-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const makeProgram = async (name: string, output: string, mode = 0o755): Promise<string> => {
    const path = join(folder, name);
    await mkdir(join(path, '..'), { recursive: true });
    await writeFile(path, `#!/bin/sh\necho "${output}"\n`, { mode });
    return path;
  };

  it('prefers the one that the variable names', async () => {
    const named = await makeProgram('elsewhere/mine', 'thing 2.5 (mine)');
    await makeProgram('bin/gapwatch-thing', 'thing 1.0');
    const env = { GAPWATCH_THING: named, PATH: join(folder, 'bin') };
    expect(await findProgram(lookup, env)).toEqual({ path: named, version: '2.5' });
  });

  it('takes the first on PATH, by the preferred name', async () => {
    await makeProgram('a/debian-thing', 'thing 1.0');
    const preferred = await makeProgram('b/gapwatch-thing', 'thing 1.1');
    const env = { PATH: `${join(folder, 'a')}:${join(folder, 'b')}` };
    expect(await findProgram(lookup, env)).toEqual({ path: preferred, version: '1.1' });
  });

  it('passes over a file that cannot be executed', async () => {
    await makeProgram('a/gapwatch-thing', 'thing 1.0', 0o644);
    expect(await findProgram(lookup, { PATH: join(folder, 'a') })).toBeUndefined();
  });

  it('looks in the usual folders though PATH has none of them', async () => {
    const shell = { ...lookup, names: ['env'], versionPattern: /(\d+\.\d+)/ };
    expect((await findProgram(shell, { PATH: folder }))?.path).toMatch(/^\/usr\/(local\/)?bin\/env$/);
  });

  it('says that the variable names no program', async () => {
    await expect(findProgram(lookup, { GAPWATCH_THING: '/nowhere/thing', PATH: folder })).rejects.toThrow(
      'GAPWATCH_THING is /nowhere/thing, but no executable file is there; correct the variable or unset it.',
    );
  });

  it('says that what it found is another program', async () => {
    const path = await makeProgram('bin/gapwatch-thing', 'something else');
    await expect(findProgram(lookup, { PATH: join(folder, 'bin') })).rejects.toThrow(
      `${path} does not tell its version as gapwatch-thing does; set GAPWATCH_THING to another one.`,
    );
  });
});
