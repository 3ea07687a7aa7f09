import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const isRoot = process.getuid?.() === 0;

describe.skipIf(!isRoot)(`dropRoot${isRoot ? '' : ' (only root can drop it)'}`, () => {
  let closed: string;
  beforeAll(async () => {
    closed = await mkdtemp(join(tmpdir(), 'gapwatch-root-'));
    await mkdir(join(closed, 'inner'));
    await writeFile(join(closed, 'inner/file'), 'read');
  });
  afterAll(() => rm(closed, { recursive: true }));

  /** Asks `dropRoot` in a process that lacks capabilities, and there runs `cat` as it says. */
  const readWithout = (...lacking: string[]) => {
    const script = `
      import { execFileSync } from 'node:child_process';
      import { dropRoot } from '${join(import.meta.dirname, 'drop-root.ts')}';
      const folder = '${join(closed, 'inner')}';
      const [command, ...args] = [...dropRoot('Thing', [folder]), 'sh', '-c', \`id -u; cat \${folder}/file\`];
      console.log(execFileSync(command, args, { encoding: 'utf8' }));`;
    const less = lacking.map((name) => `-${name}`).join(',');
    return execa({ reject: false })('setpriv', [
      `--bounding-set=${less || '+all'}`,
      process.execPath,
      '--input-type=module-typescript',
      '-e',
      script,
    ]);
  };

  it.each([[[]], [['dac_read_search']]])('lets nobody read below a folder of root without %j', async (lacking) => {
    expect((await readWithout(...lacking)).stdout).toBe('65534\nread');
  });

  it('says what to do where it cannot', async () => {
    expect((await readWithout('dac_read_search', 'dac_override')).stderr).toContain(
      `InstallError: Thing may not run as root, and the user nobody may not enter ${join(closed, 'inner')}: move it to a folder that all may enter, or start the lab as another user.`,
    );
  });
});
