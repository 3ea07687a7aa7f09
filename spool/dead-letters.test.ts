import { randomInt } from 'node:crypto';
import { mkdtemp, readdir, readFile, rename, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { startSmallDisk } from '../test/support/small-disk.ts';
import { countSpool } from '../test/support/spool-meter.ts';
import { createDeadLetters, deadLetterFolder } from './dead-letters.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-letters-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const letter = (id: string) => ({ id, reason: 'rejected', why: '400', line: '{}' }) as const;

it('keeps each letter where it is found, though the file is taken away again and again and read at once', async () => {
  const letters = createDeadLetters(folder, () => 'me', 'logs-test-default', countSpool().meter);
  const found = new Set<string>();
  // What is just being written may be seen in part.
  const read = async (file: string) => {
    for (const text of (await readFile(file, 'utf8')).split('\n'))
      if (text.endsWith('}')) found.add(JSON.parse(text).id);
  };
  let writing = true;
  const take = async () => {
    for (let i = 0; writing; i += 1) {
      const taken = join(folder, `taken-${i}`);
      const got = await rename(join(deadLetterFolder(folder), 'me.ndjson'), taken).then(
        () => true,
        () => false,
      );
      if (got) await read(taken);
      // At any moment of an append, and not in each.
      await delay(randomInt(4));
    }
  };
  const taking = take();
  for (let i = 0; i < 500; i += 1) await letters.bury([letter(`w-${i}`), letter(`v-${i}`)]);
  writing = false;
  await taking;
  for (const name of await readdir(deadLetterFolder(folder))) await read(join(deadLetterFolder(folder), name));
  expect(found.size).toBe(1_000);
  expect((await readdir(folder)).length).toBeGreaterThan(2);
});

it('leaves no half letter on a disk that is full, and says that it was not kept', async () => {
  const disk = await startSmallDisk(64);
  try {
    const counted = countSpool();
    const letters = createDeadLetters(disk.folder, () => 'me', 'logs-test-default', counted.meter);
    let kept = 0;
    const fill = async () => {
      for (;;) {
        await letters.bury([{ ...letter(`w-${kept}`), line: 'x'.repeat(3_000) }]);
        kept += 1;
      }
    };
    await expect(fill()).rejects.toThrow(/ENOSPC/);
    const texts = (await readFile(join(deadLetterFolder(disk.folder), 'me.ndjson'), 'utf8')).trimEnd().split('\n');
    expect(texts.map((text) => JSON.parse(text).id)).toEqual(Array.from({ length: kept }, (_, i) => `w-${i}`));
    expect(counted.counts).toEqual({ 'dead rejected': kept });
    expect(kept).toBeGreaterThan(10);
  } finally {
    await disk.stop();
  }
});
