import { mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { identify } from '../lab/supervisor/process-table.ts';

const root = join(import.meta.dirname, '..');

/** Tests of a project of its own, run as `npm test` runs this project's. */
describe('npm test', () => {
  let folder: string;
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'gapwatch-run-'));
    await symlink(join(root, 'node_modules'), join(folder, 'node_modules'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  const write = (name: string, body: string) =>
    writeFile(
      join(folder, name),
      `import { beforeAll, describe, expect, it } from 'vitest';\nimport { spawn } from 'node:child_process';\n${body}`,
    );
  const run = (...filters: string[]) =>
    execa(process.execPath, [join(root, 'test/run.ts'), ...filters], {
      cwd: folder,
      all: true,
      reject: false,
      // What the outer run has told its workers is not for the inner one.
      extendEnv: false,
      env: { PATH: process.env.PATH, HOME: process.env.HOME, TMPDIR: folder },
    });
  const lastLine = (output: string) => output.trimEnd().split('\n').at(-1);

  it('counts, and names what it skips with the reason', async () => {
    await write('well.test.ts', "it('is well', () => {}); it('is not here', ({ skip }) => skip('no moon tonight'));");
    const { exitCode, all } = await run();
    expect([exitCode, lastLine(all)]).toEqual([0, '1 passed, 0 failed, 1 skipped']);
    expect(all).toContain('skipped: is not here: no moon tonight\n');
  });

  it.each([
    ['a test fails', "it('is not well', () => expect(1).toBe(2));"],
    ['a file does not load', "import './nowhere.ts';"],
    ['the preparation of a test fails', "describe('all', () => { beforeAll(() => { throw new Error('no'); }); });"],
    ['an error comes from nowhere', "it('goes', () => { void Promise.reject(new Error('lost')); });"],
  ])('fails where %s', async (_, body) => {
    await write('well.test.ts', "it('is well', () => {});");
    await write('broken.test.ts', body);
    const { exitCode, all } = await run();
    expect(exitCode).toBe(1);
    expect(lastLine(all)).toMatch(/^[12] passed, 1 failed, 0 skipped$/);
  });

  it('fails with a sentence where no file is meant', async () => {
    await write('well.test.ts', "it('is well', () => {});");
    const { exitCode, all } = await run('nothing', 'nowhere');
    expect([exitCode, all]).toEqual([
      1,
      "No test file's path contains nothing or nowhere.\n0 passed, 0 failed, 0 skipped",
    ]);
  });

  it('ends what the tests have started when it is cut short', async () => {
    const body = `it('waits', async () => {
      const child = spawn('sleep', ['1000'], { detached: true });
      console.log(\`child \${child.pid} runs\`);
      await new Promise(() => {});
    }, 600_000);`;
    await write('endless.test.ts', body);
    const running = run();
    let printed = '';
    running.all.on('data', (text) => {
      printed += text;
    });
    await vi.waitFor(() => expect(printed).toMatch(/child \d+ runs/), { timeout: 60_000 });
    const child = Number(/child (\d+) runs/.exec(printed)?.[1]);
    expect(identify(child)).toBeDefined();
    running.kill('SIGTERM');
    const { exitCode, all } = await running;
    expect([exitCode, lastLine(all)]).toEqual([1, 'The run was cut short; what it had started is ended.']);
    expect(identify(child)).toBeUndefined();
  });
});
