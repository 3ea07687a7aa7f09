import { createReadStream } from 'node:fs';
import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { z } from 'zod';
import { type DeadLetter, deadLetterFolder } from '../../spool/dead-letters.ts';
import { linesOf } from '../file-lines.ts';

const letterSchema: z.ZodType<DeadLetter> = z.object({
  id: z.string().min(1),
  reason: z.enum(['rejected', 'too_large', 'corrupt']),
  why: z.string(),
  line: z.string(),
  destination: z.string().exactOptional(),
  at: z.string(),
});

/** A line of a file of dead letters. */
export interface WrittenLetter {
  readonly text: string;
  /** Undefined where it is none: half written when a process died. */
  readonly letter: DeadLetter | undefined;
}

/** The files with dead letters of a spool, in the order of their names; none where nothing was ever put aside. */
export const letterFiles = async (spool: string): Promise<string[]> => {
  const folder = deadLetterFolder(spool);
  const names = await readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT') return [];
    throw error;
  });
  return names
    .filter((name) => name.endsWith('.ndjson'))
    .sort()
    .map((name) => join(folder, name));
};

const parse = (text: string): DeadLetter | undefined => {
  try {
    return letterSchema.parse(JSON.parse(text));
  } catch {
    return undefined;
  }
};

/** Reads a file of dead letters, a line at a time; nothing where it has been taken away meanwhile. */
export async function* readLetters(path: string): AsyncGenerator<WrittenLetter> {
  try {
    for await (const text of linesOf(createReadStream(path))) {
      if (text !== '') yield { text, letter: parse(text) };
    }
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}
