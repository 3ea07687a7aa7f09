import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { lastLines, rotateLog } from './log-files.ts';

let folder: string;
let file: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-logs-'));
  file = join(folder, 'a.log');
});
afterEach(() => rm(folder, { recursive: true }));

it('sets a long log aside, over the one before, and leaves a short one', async () => {
  await writeFile(`${file}.1`, 'oldest');
  await writeFile(file, 'x'.repeat(11));
  await rotateLog(file, 10);
  expect(await readFile(`${file}.1`, 'utf8')).toBe('x'.repeat(11));
  await writeFile(file, 'x'.repeat(10));
  await rotateLog(file, 10);
  expect(await readFile(file, 'utf8')).toBe('x'.repeat(10));
});

it('reads the last lines, of a huge log too, and none where there is none', async () => {
  expect(await lastLines(file, 2)).toEqual([]);
  await writeFile(
    file,
    `${'x'.repeat(100_000)}\none\n\ntwo\nthree\n\tat a.b.C(C.java:1)\n    at main (file:///a.ts:1:1)`,
  );
  expect(await lastLines(file, 2)).toEqual(['two', 'three']);
  await writeFile(file, `${'x'.repeat(200)}\n${'y'.repeat(201)}`);
  expect(await lastLines(file, 2)).toEqual(['x'.repeat(200), `${'y'.repeat(200)}…`]);
});
