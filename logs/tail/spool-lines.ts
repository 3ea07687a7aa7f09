import { readCursor } from '../../spool/cursor.ts';
import { listOwners } from '../../spool/folder.ts';
import { lookAt, lookAtNewest } from '../../spool/onlooker.ts';
import type { SpooledLine } from '../../spool/record.ts';
import type { Position } from '../../spool/segment.ts';
import { type LogLine, lineOf } from './log-line.ts';

/** Bytes of the newest segment that are looked at though they are shipped: no search finds them before the next refresh. */
const shippedBytes = 4 * 1024 * 1024;

/** Follows what is written to a spool. */
export interface SpoolWatch {
  /** Lines that were written since the last time; the first time those that wait, and the newest that are shipped. */
  readonly read: () => AsyncGenerator<LogLine>;
}

const parse = ({ id, line }: SpooledLine, waits: boolean): LogLine[] => {
  try {
    const document: unknown = JSON.parse(line.toString());
    return typeof document === 'object' && document !== null ? [lineOf(id, document, waits)] : [];
  } catch {
    // Somebody else's bytes; nobody could store them either.
    return [];
  }
};

/** Watches a spool beside the processes that use it, for lines that go to `destination` where one is said; changes nothing. */
export const watchSpool = (spool: string, destination?: string): SpoolWatch => {
  // By the names of the folders, which they keep where they are moved.
  const positions = new Map<string, Position>();
  return {
    async *read() {
      for (const owner of listOwners(spool, destination)) {
        for (const { name, path } of [owner, ...owner.adopted]) {
          const known = positions.get(name);
          const from = known ?? readCursor(path);
          positions.set(name, from);
          if (known === undefined) {
            for (const line of await lookAtNewest(path, shippedBytes)) yield* parse(line, false);
          }
          for await (const { lines, end } of lookAt(path, from)) {
            for (const line of lines) yield* parse(line, true);
            positions.set(name, end);
          }
        }
      }
    },
  };
};
