import { createReadStream } from 'node:fs';
import { readdir, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { deadLetterFolder } from '../../spool/dead-letters.ts';
import { linesOf } from '../file-lines.ts';
import { letterFiles, readLetters } from '../replay/letter-files.ts';

/** What lies apart in a spool. */
export interface LetterCounts {
  /** Lines by reason, as the spool names them; `unreadable` are those that were half written. */
  readonly lines: Readonly<Record<string, number>>;
  /** Damaged parts of segments, which are no lines. */
  readonly damaged: number;
  readonly bytes: number;
}

const countLines = async (path: string): Promise<number> => {
  let count = 0;
  for await (const _ of linesOf(createReadStream(path))) count += 1;
  return count;
};

/** Counts what lies apart, and changes nothing. */
export const countLetters = async (spool: string): Promise<LetterCounts> => {
  const lines: Record<string, number> = {};
  let [damaged, bytes] = [0, 0];
  for (const path of await letterFiles(spool)) {
    for await (const { letter } of readLetters(path)) {
      const reason = letter?.reason ?? 'unreadable';
      lines[reason] = (lines[reason] ?? 0) + 1;
    }
  }
  const folder = deadLetterFolder(spool);
  for (const name of await readdir(folder).catch(() => [])) {
    const path = join(folder, name);
    bytes += (await stat(path).catch(() => undefined))?.size ?? 0;
    if (name.endsWith('.corrupt')) damaged += await countLines(path);
  }
  return { lines, damaged, bytes };
};
