import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { findLockHolder, takeLock } from './lock.ts';
import { identify } from './process-table.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-lock-'));
  file = join(folder, 'lab.lock');
});
afterEach(() => rm(folder, { recursive: true }));

it('is held by this process until it is given back', async () => {
  const { release } = await takeLock(file, folder);
  expect(findLockHolder(file)).toEqual(identify(process.pid));
  await expect(takeLock(file, folder)).rejects.toThrow(
    `A lab runs in ${folder} already, as process ${process.pid}; stop it with \`gapwatch lab stop\` or use another folder.`,
  );
  release();
  expect(findLockHolder(file)).toBeUndefined();
});

it.each([
  ['of a process that has ended', JSON.stringify({ pid: 2 ** 22, start: 'boot:1' })],
  ['of an earlier process with the same id', JSON.stringify({ pid: process.pid, start: 'boot:1' })],
  ['of which only half was written', '{"pid":'],
])('takes the place of a lock %s', async (_, text) => {
  await writeFile(file, text);
  expect(findLockHolder(file)).toBeUndefined();
  const { identity, release } = await takeLock(file, folder);
  expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(identity);
  release();
});

it('leaves a lock alone that another lab has taken meanwhile', async () => {
  const { release } = await takeLock(file, folder);
  const other = JSON.stringify({ pid: 1, start: identify(1)?.start });
  await writeFile(file, other);
  release();
  expect(await readFile(file, 'utf8')).toBe(other);
});
