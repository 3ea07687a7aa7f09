import { randomBytes } from 'node:crypto';
import { open, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { DeadLetter } from '../../spool/dead-letters.ts';
import { letterFiles, readLetters } from './letter-files.ts';
import type { Sender } from './sender.ts';

/** What became of the letters that were chosen. */
export interface Replayed {
  readonly sent: number;
  /** Of those that were sent, the ones that the store had already. */
  readonly known: number;
  /** Refused again. */
  readonly refused: number;
  /** Not tried, as the store is away. */
  readonly left: number;
}

/** What is sent again, and how. */
interface ReplayOptions {
  readonly choose: (letter: DeadLetter) => boolean;
  readonly send: Sender;
  /** Hears of each letter that is refused again, with what the store says now. */
  readonly onRefused: (letter: DeadLetter) => void;
}

/** Lines in one batch, and their bytes at most. */
const batchLines = 500;
const batchBytes = 4 * 1024 * 1024;

/** A file that was taken away, to be sent again. */
interface Claimed {
  readonly path: string;
  /** Somebody has sent of it before, and did not come to its end. */
  readonly cutShort: boolean;
}

/** How the name of a file ends of which somebody sends. */
const sentEnd = '.sent.ndjson';

/**
 * Takes a file away from where its process goes on to put letters: the file system renames it once. It stays a file of dead letters,
 * so that whoever comes after a crash finds it, and sees by its name that some of them may be on their way.
 */
const claim = async (path: string): Promise<Claimed | undefined> => {
  const owner = basename(path).split('.')[0] ?? '';
  const mine = join(dirname(path), `${owner}.${randomBytes(4).toString('hex')}${sentEnd}`);
  try {
    await rename(path, mine);
  } catch (error) {
    // Somebody else sends it again.
    if ((error as NodeJS.ErrnoException).code === 'ENOENT') return undefined;
    throw error;
  }
  // What a replay had begun that was cut short.
  await rm(`${path}.new`, { force: true });
  return { path: mine, cutShort: path.endsWith(sentEnd) };
};

/** Puts what is left of a claimed file in its place; removes it where nothing is. At any moment the letters are in one of the two. */
const replace = async (mine: string, kept: number, left: number): Promise<void> => {
  if (kept > 0) await rename(`${mine}.new`, left > 0 ? mine : mine.replace(sentEnd, '.ndjson'));
  if (left === 0) await Promise.all([mine, `${mine}.new`].map((file) => rm(file, { force: true })));
};

const hasChosen = async (path: string, choose: (letter: DeadLetter) => boolean): Promise<boolean> => {
  for await (const { letter } of readLetters(path)) if (letter && choose(letter)) return true;
  return false;
};

/** Sends the chosen letters of a file again, and leaves the others, and those that are refused again, in it. */
const replayFile = async (path: string, { choose, send, onRefused }: ReplayOptions): Promise<Replayed> => {
  const mine = await claim(path);
  if (mine === undefined) return { sent: 0, known: 0, refused: 0, left: 0 };
  const rest = await open(`${mine.path}.new`, 'w', 0o600);
  let [sent, known, refused, left, kept] = [0, 0, 0, 0, 0];
  const keep = async (texts: readonly string[]) => {
    kept += texts.length;
    if (texts.length > 0) await rest.write(texts.map((text) => `${text}\n`).join(''));
  };
  try {
    let batch: DeadLetter[] = [];
    let bytes = 0;
    const flush = async () => {
      const letters = batch;
      batch = [];
      bytes = 0;
      const result = letters.length === 0 ? undefined : await send(letters, mine.cutShort);
      if (result === undefined) return;
      sent += letters.length - result.refused.length - result.left.length;
      known += result.known;
      left += result.left.length;
      refused += result.refused.length;
      result.refused.forEach(onRefused);
      await keep([...result.refused, ...result.left].map((letter) => JSON.stringify(letter)));
    };
    for await (const { text, letter } of readLetters(mine.path)) {
      if (letter === undefined || !choose(letter)) await keep([text]);
      else {
        batch.push(letter);
        bytes += text.length;
        if (batch.length >= batchLines || bytes >= batchBytes) await flush();
      }
    }
    await flush();
    await rest.datasync();
  } finally {
    await rest.close();
  }
  await replace(mine.path, kept, left);
  return { sent, known, refused, left };
};

/**
 * Sends dead letters of a spool again under their own ids, so that one that the store has already is not stored twice. Whenever it is cut
 * short, each letter is in the store, in a file, or in both. Processes may go on putting letters aside meanwhile.
 */
export const replayLetters = async (spool: string, options: ReplayOptions): Promise<Replayed> => {
  let all: Replayed = { sent: 0, known: 0, refused: 0, left: 0 };
  for (const path of await letterFiles(spool)) {
    if (!(await hasChosen(path, options.choose))) continue;
    const { sent, known, refused, left } = await replayFile(path, options);
    all = { sent: all.sent + sent, known: all.known + known, refused: all.refused + refused, left: all.left + left };
    if (left > 0) break;
  }
  return all;
};
