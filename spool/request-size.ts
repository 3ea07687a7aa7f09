import type { Trouble } from './meter.ts';
import type { SpooledLine } from './record.ts';

/** Most of one request. */
const most = { lines: 2_000, bytes: 5 * 1024 * 1024 };

/**
 * Bytes that a request may have however often the connection broke. Whoever finds a request too large may say so, or just hang up
 * in the middle of it.
 */
const leastAfterBreaks = 64 * 1024;

/**
 * Requests of about the size at hand that must have gone well before a larger one is tried than was found too large: few at first, as a limit may go as it came, and more
 * with each try that met it again, as one that stays would have a part of all that is sent refused.
 */
const patience = { first: 10, growth: 4, most: 1_000 };

/** How much is sent at a time: less where the store finds it too much or the connection breaks, and more again while all is well. */
export interface RequestSize {
  readonly limit: () => { readonly lines: number; readonly bytes: number };
  /** How many of the lines go into one request: one at least, and at most `mostLines`. */
  readonly countOf: (lines: readonly { readonly line: SpooledLine }[], mostLines: number) => number;
  /** A request with lines of that many bytes was too large. */
  readonly wasTooLarge: (bytes: number) => void;
  /** A request with that many lines, of so many bytes, was carried out, or met with trouble. */
  readonly was: (lines: number, bytes: number, trouble: Trouble | undefined) => void;
}

/** Begins with as much as is ever sent. */
export const createRequestSize = (): RequestSize => {
  const size = { ...most };
  /** Less than what was found too large. */
  let mostBytes = most.bytes;
  let wellSince = 0;
  let patient = patience.first;
  /** Whether a larger one is being tried. */
  let trying = false;
  return {
    limit: () => size,
    countOf(lines, mostLines) {
      let bytes = 0;
      let count = 0;
      for (const { line } of lines) {
        bytes += line.size;
        if (count > 0 && (count >= Math.min(mostLines, size.lines) || bytes > size.bytes)) break;
        count += 1;
      }
      return count;
    },
    wasTooLarge(bytes) {
      mostBytes = Math.max(1, Math.floor(bytes / 2));
      size.bytes = mostBytes;
      wellSince = 0;
      if (trying) patient = Math.min(patience.most, patient * patience.growth);
      trying = false;
    },
    was(lines, bytes, trouble) {
      if (trouble === 'overload') size.lines = Math.max(1, Math.ceil(lines / 2));
      else if (trouble === 'network') {
        size.bytes = Math.min(size.bytes, Math.max(leastAfterBreaks, Math.ceil(size.bytes / 2)));
      } else if (trouble === undefined) {
        // Smaller ones went well before, and say nothing.
        if (bytes > mostBytes / 2) wellSince += 1;
        if (wellSince >= patient) {
          wellSince = 0;
          if (trying) patient = patience.first;
          trying = mostBytes < most.bytes;
          mostBytes = Math.min(most.bytes, mostBytes * 2);
        }
        size.lines = Math.min(most.lines, size.lines * 2);
        size.bytes = Math.min(mostBytes, size.bytes * 2);
      }
    },
  };
};
