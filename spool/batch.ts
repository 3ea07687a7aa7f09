import { type LineText, putRecord, recordOverhead } from './record.ts';

/** Bytes for which a batch has room from its beginning. */
const usualBytes = 256 * 1024;

/** Bytes of memory that are kept for the next batch. */
const largestKept = 4 * 1024 * 1024;

/** A character is at most three bytes in UTF-8; they need not be looked at one by one. */
const mostBytesOf = (characters: number): number => recordOverhead + characters * 3;

/** Lines that are written together. */
export interface WriteBatch {
  /** Bytes that its lines take, at least: each character counts as one. */
  readonly bytes: () => number;
  readonly lines: () => number;
  /** Whether it takes a line of so many characters, its id among them, besides those that it has. An empty one takes any. */
  readonly fits: (characters: number) => boolean;
  /** Takes a line, which was logged at `at`. */
  readonly add: (id: string, line: LineText, characters: number, at: number) => void;
  /** Their records, in memory that the next batch uses again; empties it. */
  readonly take: () => Buffer;
}

/**
 * Lines become records only when they are taken: who logs does not wait for it, and some hundred in a row take less time than as many with
 * other work between them.
 */
export const createWriteBatch = (): WriteBatch => {
  let buffer = Buffer.allocUnsafeSlow(usualBytes);
  let ids: string[] = [];
  let texts: LineText[] = [];
  let times: number[] = [];
  let bytes = 0;
  let most = 0;
  return {
    bytes: () => bytes,
    lines: () => ids.length,
    fits: (characters) => ids.length === 0 || most + mostBytesOf(characters) <= buffer.length,
    add(id, line, characters, at) {
      ids.push(id);
      texts.push(line);
      times.push(at);
      bytes += recordOverhead + characters;
      most += mostBytesOf(characters);
    },
    take() {
      if (most > buffer.length) buffer = Buffer.allocUnsafeSlow(most);
      let used = 0;
      for (const [i, id] of ids.entries()) used = putRecord(buffer, used, id, texts[i] ?? '', times[i] ?? 0);
      ids = [];
      texts = [];
      times = [];
      bytes = 0;
      most = 0;
      const taken = buffer.subarray(0, used);
      // A line as large as that is rare.
      if (buffer.length > largestKept) buffer = Buffer.allocUnsafeSlow(usualBytes);
      return taken;
    },
  };
};
