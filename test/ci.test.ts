import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';

/** Does what the variables say in place of npm, and takes a second to stop. */
const npm = `#!/bin/sh
echo "npm $*"
case "$*" in
  ci) exit \${CI_CODE:-0} ;;
  'run audit') exit \${AUDIT_CODE:-0} ;;
  'run check') exit \${CHECK_CODE:-0} ;;
  test) printf '%s\\n' "$LAST_LINE"; exit \${TEST_CODE:-0} ;;
esac
[ -z "$LAB_WAITS" ] && exit \${LAB_CODE:-0}
trap 'sleep 1; echo stopped > stopped; exit' TERM
echo waits > waits
while :; do sleep 0.1; done
`;

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-ci-'));
  await mkdir(join(folder, '.ci'));
  await copyFile(join(import.meta.dirname, '../.ci/run'), join(folder, '.ci/run'));
  await writeFile(join(folder, 'npm'), npm, { mode: 0o755 });
});
afterEach(() => rm(folder, { recursive: true }));

const run = (env: Readonly<Record<string, string>>) =>
  execa(join(folder, '.ci/run'), { env: { ...env, PATH: `${folder}:${process.env.PATH}` }, all: true, reject: false });

const counted = '5 passed, 0 failed, 1 skipped';

it.each<[Readonly<Record<string, string>>, number, string[]]>([
  [{ LAST_LINE: counted }, 0, [counted]],
  [{ LAST_LINE: counted, AUDIT_CODE: '1' }, 1, ['failed: npm run audit', '5 passed, 1 failed, 1 skipped']],
  [{ LAST_LINE: counted, CHECK_CODE: '1' }, 1, ['failed: npm run check', '5 passed, 1 failed, 1 skipped']],
  [
    { LAST_LINE: counted, CHECK_CODE: '1', LAB_CODE: '1' },
    1,
    ['failed: npm run check', 'failed: npm run lab -- --smoke', '5 passed, 2 failed, 1 skipped'],
  ],
  [
    { LAST_LINE: '4 passed, 3 failed, 0 skipped', CHECK_CODE: '1', TEST_CODE: '1' },
    1,
    ['failed: npm run check', 'failed: npm test', '4 passed, 4 failed, 0 skipped'],
  ],
  [
    { LAST_LINE: '4 passed, 1 failed, 0 skipped', TEST_CODE: '1' },
    1,
    ['failed: npm test', '4 passed, 1 failed, 0 skipped'],
  ],
  [{ LAST_LINE: counted, TEST_CODE: '1' }, 1, ['failed: npm test', '5 passed, 1 failed, 1 skipped']],
  [{ LAST_LINE: 'Segmentation fault', TEST_CODE: '1' }, 1, ['failed: npm test', '0 passed, 1 failed, 0 skipped']],
  [{ LAST_LINE: 'nothing to say' }, 1, ['failed: npm test', '0 passed, 1 failed, 0 skipped']],
  [{ LAST_LINE: counted, CI_CODE: '1' }, 1, ['failed: npm ci', '0 passed, 1 failed, 0 skipped']],
])('ends with what became of the steps and the tests: %j', async (env, code, ending) => {
  const { exitCode, all } = await run(env);
  expect([exitCode, all.split('\n').slice(-ending.length)]).toEqual([code, ending]);
});

it('lets a step that it has to break off stop in order', async () => {
  const running = run({ LAST_LINE: counted, LAB_WAITS: 'yes' });
  await vi.waitFor(() => readFile(join(folder, 'waits')), { timeout: 30_000 });
  running.kill('SIGTERM');
  const { exitCode, all } = await running;
  expect(await readFile(join(folder, 'stopped'), 'utf8')).toBe('stopped\n');
  expect([exitCode, all.split('\n').at(-1)]).toEqual([1, '0 passed, 1 failed, 0 skipped']);
});
