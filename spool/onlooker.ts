import { type FileHandle, open } from 'node:fs/promises';
import { findRecord, mostRecordBytes, readRecord, recordOverhead, type SpooledLine } from './record.ts';
import { listSegments, type Position, segmentFile } from './segment.ts';

/** Bytes that are looked at in one go, unless a record has more. */
const pageBytes = 1024 * 1024;

/** Lines that follow each other, and the place behind them. */
export interface Seen {
  /** Their memory is used again for the next ones. */
  readonly lines: readonly SpooledLine[];
  readonly end: Position;
}

/** A file or folder that was there a moment ago: what is shipped is removed, what a dead process left is moved. */
const unlessGone = async <T>(work: () => T | Promise<T>): Promise<T | undefined> => {
  try {
    return await work();
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
};

/** Where the next record begins behind damage at `at`; undefined where none does yet. */
const behindDamage = async (file: FileHandle, at: number): Promise<number | undefined> => {
  const { size } = await file.stat();
  const rest = Buffer.allocUnsafeSlow(size - at);
  const { bytesRead } = await file.read(rest, 0, rest.length, at);
  const found = findRecord(rest.subarray(0, bytesRead), 1);
  return found === undefined ? undefined : at + found;
};

/** The records of a segment from `offset` to its present end, or to where one is not whole yet. */
async function* segmentLines(file: FileHandle, segment: number, offset: number): AsyncGenerator<Seen> {
  let page = Buffer.allocUnsafeSlow(pageBytes);
  let at = offset;
  for (;;) {
    const { bytesRead } = await file.read(page, 0, page.length, at);
    const bytes = page.subarray(0, bytesRead);
    const lines: SpooledLine[] = [];
    let used = 0;
    let found = readRecord(bytes, used);
    for (; typeof found === 'object'; found = readRecord(bytes, used)) {
      lines.push(found);
      used += found.size;
    }
    at += used;
    if (lines.length > 0) yield { lines, end: { segment, offset: at } };
    if (found === undefined) {
      const next = await behindDamage(file, at);
      if (next === undefined) return;
      at = next;
    } else if (used > 0) continue;
    // Not even one record: it is larger than the page, or its end is not written yet.
    else if (bytesRead < page.length || page.length >= mostRecordBytes + recordOverhead) return;
    else page = Buffer.allocUnsafeSlow(mostRecordBytes + recordOverhead);
  }
}

/**
 * Looks at the lines of a folder from a place on, beside whoever owns it: takes nothing, changes nothing, tells of no damage, and stops
 * before what is not whole yet. Segments and whole folders may vanish meanwhile, as what is in them is shipped or adopted.
 */
export async function* lookAt(folder: string, from: Position): AsyncGenerator<Seen> {
  const segments = (await unlessGone(() => listSegments(folder))) ?? [];
  for (const segment of segments.filter((one) => one >= from.segment)) {
    const file = await unlessGone(() => open(segmentFile(folder, segment)));
    if (file === undefined) continue;
    try {
      yield* segmentLines(file, segment, segment === from.segment ? from.offset : 0);
    } finally {
      await file.close();
    }
  }
}

/** The newest lines of a folder, also those that are shipped: at most `bytes` of its last segment. */
export const lookAtNewest = async (folder: string, bytes: number): Promise<readonly SpooledLine[]> => {
  const last = (await unlessGone(() => listSegments(folder)))?.at(-1);
  const file = last === undefined ? undefined : await unlessGone(() => open(segmentFile(folder, last)));
  if (file === undefined) return [];
  try {
    const { size } = await file.stat();
    const end = Buffer.allocUnsafeSlow(Math.min(size, bytes));
    const { bytesRead } = await file.read(end, 0, end.length, size - end.length);
    const whole = end.subarray(0, bytesRead);
    const lines: SpooledLine[] = [];
    for (let at = findRecord(whole, 0); at !== undefined; ) {
      const found = readRecord(whole, at);
      if (typeof found === 'object') lines.push(found);
      at = typeof found === 'object' ? at + found.size : found === undefined ? findRecord(whole, at + 1) : undefined;
    }
    return lines;
  } finally {
    await file.close();
  }
};
