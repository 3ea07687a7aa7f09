import { readFileSync } from 'node:fs';
import { rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { crc32 } from 'node:zlib';
import type { Position } from './segment.ts';

/** Up to where a spool is shipped. */
export interface Cursor extends Position {
  /** Generation of the store's index when that was, or an earlier one: what was sent later cannot lie in one before. */
  readonly generation: number;
}

const name = 'cursor';

/** Three numbers and the CRC32 of what stands before it: a wrong cursor would pass over lines. */
const pattern = /^((\d+) (\d+) (\d+)) ([0-9a-f]{8})\n$/;

const checked = (text: string): string => `${text} ${crc32(text).toString(16).padStart(8, '0')}\n`;

/** Where nothing is known to be shipped. */
const start: Cursor = { segment: 0, offset: 0, generation: 0 };

/** The cursor of a spool; its start if none is there, or none that can be read: what is shipped again is known to the store. */
export const readCursor = (folder: string): Cursor => {
  try {
    const found = readFileSync(join(folder, name), 'utf8');
    const [, text = '', segment, offset, generation] = pattern.exec(found) ?? [];
    return found !== checked(text)
      ? start
      : { segment: Number(segment), offset: Number(offset), generation: Number(generation) };
  } catch {
    return start;
  }
};

/** Replaces the cursor in one step, so that a crash leaves the old or the new one. @throws Error if the disk does not take it */
export const writeCursor = async (folder: string, { segment, offset, generation }: Cursor): Promise<void> => {
  const file = join(folder, name);
  await writeFile(`${file}.new`, checked(`${segment} ${offset} ${generation}`));
  await rename(`${file}.new`, file);
};
