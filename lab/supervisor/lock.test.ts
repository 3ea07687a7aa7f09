import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { findRunningLab, type LockPaths, takeLock } from './lock.ts';
import { identify, type ProcessIdentity } from './process-table.ts';
import { writeState } from './state.ts';

let paths: LockPaths;
beforeEach(async () => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-lock-'));
  paths = { folder, lock: join(folder, 'lab.lock'), state: join(folder, 'state.json') };
});
afterEach(() => rm(paths.folder, { recursive: true }));

/** The first process of the machine, which runs and is not this one. */
const other = identify(1) as ProcessIdentity;
const refusal = (pid: number) =>
  `A lab runs in ${paths.folder} already, as process ${pid}; stop it with \`npm run lab -- stop\` or use another folder.`;

it('is held by this process until it is given back', async () => {
  const { release } = takeLock(paths);
  expect(findRunningLab(paths)).toEqual(identify(process.pid));
  expect(() => takeLock(paths)).toThrow(refusal(process.pid));
  release();
  expect(findRunningLab(paths)).toBeUndefined();
  expect(await readdir(paths.folder)).toEqual([]);
});

it.each([
  ['of a process that has ended', JSON.stringify({ pid: 2 ** 22, start: 'boot:1' })],
  ['of an earlier process with the same id', JSON.stringify({ pid: process.pid, start: 'boot:1' })],
  ['of which only half was written', '{"pid":'],
])('takes the place of a lock %s', async (_, text) => {
  await writeFile(paths.lock, text);
  expect(findRunningLab(paths)).toBeUndefined();
  const { identity, release } = takeLock(paths);
  expect(JSON.parse(await readFile(paths.lock, 'utf8'))).toEqual(identity);
  release();
});

it.each([
  ['lost', undefined],
  ['spoilt', 'garbage'],
])('knows by its state a lab that runs though its lock was %s', async (_, text) => {
  if (text !== undefined) await writeFile(paths.lock, text);
  writeState(paths.state, { lab: other, ready: true, services: [] });
  expect(findRunningLab(paths)).toEqual(other);
  expect(() => takeLock(paths)).toThrow(refusal(other.pid));
});

it('leaves a lock alone that another lab has taken meanwhile', async () => {
  const { release } = takeLock(paths);
  await writeFile(paths.lock, JSON.stringify(other));
  release();
  expect(await readFile(paths.lock, 'utf8')).toBe(JSON.stringify(other));
});

it('is given to one of many labs that all find what a killed one left', async () => {
  await writeFile(paths.lock, JSON.stringify({ pid: 2 ** 22, start: 'boot:1' }));
  const at = Date.now() + 2000;
  const said: string[] = [];
  const labs = Array.from({ length: 6 }, () =>
    spawn(process.execPath, [join(import.meta.dirname, 'fixtures/take-lock.ts'), paths.folder, String(at)]),
  );
  for (const lab of labs) lab.stdout.on('data', (text) => said.push(String(text).trim()));
  await vi.waitFor(() => expect(said).toHaveLength(labs.length), { timeout: 30_000 });
  for (const lab of labs) lab.kill();
  const winner = JSON.parse(await readFile(paths.lock, 'utf8')).pid;
  expect(said.filter((line) => line === 'has it')).toHaveLength(1);
  expect(said.filter((line) => line === refusal(winner))).toHaveLength(labs.length - 1);
});
