import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { readCursor, writeCursor } from './cursor.ts';
import { createReader } from './reader.ts';
import { putRecord } from './record.ts';
import { segmentFile } from './segment.ts';

/** Lines of one byte a character and more, with what could be taken for the start of a record if it were bytes. */
const lines = ['{"a":1}', '', '{"b":"안녕 😀"}', '{"c":"\u00ff\u00ff\u00ff"}', `{"d":"${'x'.repeat(40)}"}`].map(
  (line, i) => ({
    id: `w-${i + 1}`,
    line,
  }),
);

it('writes the parts of a line as it writes all of it', () => {
  const [whole, inParts] = [Buffer.alloc(100), Buffer.alloc(100)];
  putRecord(whole, 3, 'w-1', '{"b":"안녕 😀"}', 1);
  putRecord(inParts, 3, 'w-1', ['{"b":', '"안녕 😀"', '', '}'], 1);
  expect(inParts).toEqual(whole);
});

/** The records of a small spool, and where each of them ends. */
const build = (): { readonly bytes: Buffer; readonly ends: readonly number[] } => {
  const buffer = Buffer.alloc(1_000);
  const ends: number[] = [];
  for (const { id, line } of lines) ends.push(putRecord(buffer, ends.at(-1) ?? 0, id, line, 1_700_000_000_123));
  return { bytes: buffer.subarray(0, ends.at(-1)), ends };
};

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-spool-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

/** What a living process finds in the folder of a dead one. */
const recover = async (bytes: number) => {
  const found: { id: string; line: string }[] = [];
  const damage = { corrupt: 0, torn: 0 };
  const reader = createReader(
    folder,
    { segment: 0, offset: 0 },
    {
      damage: {
        corrupt: () => {
          damage.corrupt += 1;
        },
        torn: () => {
          damage.torn += 1;
        },
      },
    },
  );
  for (;;) {
    const batch = await reader.next({ lines: 100, bytes });
    if (batch === undefined) break;
    for (const { id, line } of batch.lines) found.push({ id, line: line.toString() });
  }
  await reader.close();
  return { found, ...damage };
};

it('gives back what was written, however little of it is read at a time', async () => {
  const { bytes } = build();
  await writeFile(segmentFile(folder, 1), bytes);
  await writeFile(segmentFile(folder, 3), bytes);
  for (const size of [1, 20, 64, 100_000]) {
    expect(await recover(size)).toEqual({ found: [...lines, ...lines], corrupt: 0, torn: 0 });
  }
});

it('loses at most the record that was touched, whichever byte of a spool is changed', async () => {
  const { bytes, ends } = build();
  const first = segmentFile(folder, 1);
  await writeFile(segmentFile(folder, 2), bytes);
  for (let at = 0; at < bytes.length; at += 1) {
    const touched = ends.findIndex((end) => at < end);
    const was = bytes[at] ?? 0;
    const bits = Array.from({ length: 8 }, (_, bit) => was ^ (1 << bit));
    for (const value of [...bits, was ^ 0xff, 0, 0xff]) {
      if (value === bytes[at]) continue;
      const changed = Buffer.from(bytes);
      changed[at] = value;
      await writeFile(first, changed);
      const { found, corrupt, torn } = await recover(64);
      expect(found).toEqual([...lines.filter((_, i) => i !== touched), ...lines]);
      expect([corrupt, torn]).toEqual([1, 0]);
    }
  }
});

it('keeps all whole records, wherever a crash has cut the spool off', async () => {
  const { bytes, ends } = build();
  for (let length = 0; length <= bytes.length; length += 1) {
    await writeFile(segmentFile(folder, 1), bytes.subarray(0, length));
    const whole = ends.filter((end) => end <= length).length;
    const torn = length === 0 || ends.includes(length) ? 0 : 1;
    expect(await recover(64)).toEqual({ found: lines.slice(0, whole), corrupt: 0, torn });
  }
});

it('keeps all whole records of a segment that was cut off though others follow, and says that it is damaged', async () => {
  const { bytes, ends } = build();
  await writeFile(segmentFile(folder, 2), bytes);
  for (let length = 0; length <= bytes.length; length += 1) {
    await writeFile(segmentFile(folder, 1), bytes.subarray(0, length));
    const whole = ends.filter((end) => end <= length).length;
    const corrupt = length === 0 || ends.includes(length) ? 0 : 1;
    expect(await recover(64)).toEqual({ found: [...lines.slice(0, whole), ...lines], corrupt, torn: 0 });
  }
});

it('begins anew, where the store knows what it has, whichever bit of a cursor is changed and wherever it is cut off', async () => {
  const file = join(folder, 'cursor');
  const cursor = { segment: 12, offset: 34_567, generation: 8 };
  await writeCursor(folder, cursor);
  expect(readCursor(folder)).toEqual(cursor);
  const bytes = await readFile(file);
  const start = { segment: 0, offset: 0, generation: 0 };
  for (let at = 0; at < bytes.length; at += 1) {
    for (let bit = 0; bit < 8; bit += 1) {
      const changed = Buffer.from(bytes);
      changed[at] = (changed[at] ?? 0) ^ (1 << bit);
      await writeFile(file, changed);
      expect(readCursor(folder)).toEqual(start);
    }
    await writeFile(file, bytes.subarray(0, at));
    expect(readCursor(folder)).toEqual(start);
  }
});

it('takes zeros, which a crash of the machine leaves in place of what was not on the disk, for a torn end', async () => {
  const { bytes } = build();
  await writeFile(segmentFile(folder, 1), Buffer.concat([bytes, Buffer.alloc(5_000)]));
  expect(await recover(64)).toEqual({ found: lines, corrupt: 0, torn: 1 });
  expect((await readFile(segmentFile(folder, 1))).length).toBe(bytes.length + 5_000);
});
