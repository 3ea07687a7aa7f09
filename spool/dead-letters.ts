import { mkdirSync, statSync } from 'node:fs';
import { appendFile, open, stat } from 'node:fs/promises';
import { join } from 'node:path';
import type { DeadReason, SpoolMeter } from './meter.ts';
import type { Position } from './segment.ts';

/** Most bytes of the dead letters of one process: a store that refuses everything must not fill the disk. */
const most = 64 * 1024 * 1024;

/** A line of a file of dead letters, which is JSON, one letter a line. */
export interface DeadLetter {
  readonly id: string;
  readonly reason: DeadReason;
  /** What the store said. */
  readonly why: string;
  /** The line as it was logged. */
  readonly line: string;
  /** Where it was on its way to; absent where its process had not said so. */
  readonly destination?: string;
  /** When it was put there, as RFC 3339. */
  readonly at: string;
}

/** Where the dead letters of a spool lie: `NAME.ndjson` for each process, and `NAME.corrupt` for what is no line. */
export const deadLetterFolder = (spool: string): string => join(spool, 'dead-letters');

/** Keeps what no store will take, for a person to look at and to send again. */
export interface DeadLetters {
  /** Keeps lines; those that do not fit are given up. @throws Error if the disk does not take them: they stay in the spool */
  readonly bury: (letters: readonly Omit<DeadLetter, 'at' | 'destination'>[]) => Promise<void>;
  /** Keeps bytes of a spool that are no record any more. Does not throw. */
  readonly quarantine: (bytes: Buffer, at: Position) => void;
}

/**
 * Appends to the file of that name. Whoever sends dead letters again first takes the file away, and may have read it before this was
 * written: then it is written into the next one of that name as well, for a letter may lie in two files, but not in none.
 */
const append = async (path: string, text: string): Promise<void> => {
  for (let kept = false; !kept; ) {
    const file = await open(path, 'a', 0o600);
    try {
      const { ino, size } = await file.stat();
      try {
        await file.appendFile(text);
        await file.datasync();
      } catch (error) {
        // Half a letter would spoil the next one.
        await file.truncate(size);
        throw error;
      }
      kept = (await stat(path).catch(() => undefined))?.ino === ino;
    } finally {
      await file.close();
    }
  }
};

/** Dead letters of one process, named as its folder. */
export const createDeadLetters = (
  spool: string,
  name: () => string,
  destination: string,
  meter: SpoolMeter,
): DeadLetters => {
  const fileOf = (ending: string): string => {
    const folder = deadLetterFolder(spool);
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    return join(folder, `${name()}.${ending}`);
  };
  const sizeOf = (file: string) => statSync(file, { throwIfNoEntry: false })?.size ?? 0;
  return {
    async bury(letters) {
      const file = fileOf('ndjson');
      let size = sizeOf(file);
      const at = new Date().toISOString();
      const kept = letters.flatMap((letter) => {
        const text = `${JSON.stringify({ ...letter, destination, at } satisfies DeadLetter)}\n`;
        size += Buffer.byteLength(text);
        return size > most ? [] : [{ letter, text }];
      });
      if (kept.length > 0) await append(file, kept.map(({ text }) => text).join(''));
      for (const { letter } of kept) meter.dead(letter.reason);
      if (kept.length < letters.length) meter.dropped('dead_letters_full', letters.length - kept.length);
    },
    quarantine(bytes, { segment, offset }) {
      meter.dead('corrupt');
      const text = `${segment} ${offset} ${bytes.toString('base64')}\n`;
      void (async () => {
        const file = fileOf('corrupt');
        if (sizeOf(file) + text.length <= most) await appendFile(file, text, { mode: 0o600 });
        // What is damaged is of little use: a disk that does not take it is told of elsewhere.
      })().catch(() => {});
    },
  };
};
