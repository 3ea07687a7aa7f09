import { randomInt } from 'node:crypto';
import { appendFile, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { until } from '../test/support/start-app.ts';
import { readCursor } from './cursor.ts';
import { listOwners } from './folder.ts';
import { lookAt, lookAtNewest } from './onlooker.ts';
import { putRecord } from './record.ts';
import { type Position, segmentFile } from './segment.ts';

let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'gapwatch-onlooker-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const start: Position = { segment: 0, offset: 0 };

const record = (id: string, line = '{"a":1}'): Buffer => {
  const buffer = Buffer.alloc(line.length * 3 + 200);
  return buffer.subarray(0, putRecord(buffer, 0, id, line, 1));
};

const look = async (from: Position = start) => {
  const ids: string[] = [];
  let end = from;
  for await (const seen of lookAt(folder, from)) {
    ids.push(...seen.lines.map(({ id }) => id));
    end = seen.end;
  }
  return { ids, end };
};

it('stops before a record that is not whole, and goes on with it when it is', async () => {
  const half = record('c');
  for (let cut = 0; cut < half.length; cut += 1) {
    await writeFile(segmentFile(folder, 1), Buffer.concat([record('a'), record('b'), half.subarray(0, cut)]));
    const first = await look();
    expect(first.ids).toEqual(['a', 'b']);
    await appendFile(segmentFile(folder, 1), half.subarray(cut));
    await writeFile(segmentFile(folder, 2), record('d'));
    expect((await look(first.end)).ids).toEqual(['c', 'd']);
    await rm(segmentFile(folder, 2));
  }
});

it('steps over what is damaged, and over a half record at the end of a segment that is not the last', async () => {
  await writeFile(
    segmentFile(folder, 1),
    Buffer.concat([record('a'), Buffer.from('damage'), record('b'), record('c').subarray(0, 20)]),
  );
  await writeFile(segmentFile(folder, 3), record('d'));
  expect((await look()).ids).toEqual(['a', 'b', 'd']);
});

it('sees records that are larger than what it looks at in one go', async () => {
  await writeFile(
    segmentFile(folder, 1),
    Buffer.concat([record('a'), record('large', 'x'.repeat(3_000_000)), record('b')]),
  );
  expect((await look()).ids).toEqual(['a', 'large', 'b']);
});

it('sees nothing in a folder that has gone, and goes on where a segment has', async () => {
  await writeFile(segmentFile(folder, 2), record('b'));
  expect((await look({ segment: 1, offset: 77 })).ids).toEqual(['b']);
  await rm(folder, { recursive: true });
  expect(await look()).toEqual({ ids: [], end: start });
  expect(await lookAtNewest(folder, 100)).toEqual([]);
});

it('tells the newest lines from the middle of a segment on', async () => {
  const all = Array.from({ length: 50 }, (_, i) => record(`w-${i}`));
  await writeFile(segmentFile(folder, 1), Buffer.concat(all));
  const newest = await lookAtNewest(folder, 200);
  expect(newest.map(({ id }) => id)).toEqual(
    Array.from({ length: newest.length }, (_, i) => `w-${50 - newest.length + i}`),
  );
  expect(newest.length).toBeGreaterThan(3);
  expect(newest.length).toBeLessThan(50);
});

it('sees each line once and in order beside a process that writes as fast as it can', async () => {
  const script = join(import.meta.dirname, 'fixtures/endless-writer.ts');
  const child = execa(process.execPath, [script, folder], { reject: false, buffer: false });
  try {
    const owner = await until('It has begun', async () => listOwners(folder)[0]);
    const seen: string[] = [];
    let position: Position = readCursor(owner.path);
    while (seen.length < 20_000) {
      for await (const { lines, end } of lookAt(owner.path, position)) {
        seen.push(...lines.map(({ id }) => id));
        position = end;
        // Now and then it is left in the middle.
        if (randomInt(10) === 0) break;
      }
    }
    expect(seen).toEqual(seen.map((_, i) => `w-${i + 1}`));
  } finally {
    child.kill('SIGKILL');
    await child;
  }
});
