import { readCursor } from '../../spool/cursor.ts';
import { goesTo } from '../../spool/destination.ts';
import { listOwners } from '../../spool/folder.ts';
import { lookAt, lookAtNewest } from '../../spool/onlooker.ts';
import { createIntervals, type Intervals } from '../intervals.ts';
import { parseLineId } from '../line-id.ts';
import { letterFiles, readLetters } from '../replay/letter-files.ts';
import { isWithin, type TimeRange } from '../time-range.ts';

/** Numbers of lines by their writers. */
export interface NumberedLines {
  readonly add: (id: string) => void;
  readonly of: (writer: string) => Intervals | undefined;
  readonly writers: () => readonly string[];
}

/** An empty collection, which costs memory by the gaps in it. */
export const createNumberedLines = (): NumberedLines => {
  const found = new Map<string, Intervals>();
  return {
    add(id) {
      const line = parseLineId(id);
      if (line === undefined) return;
      const known = found.get(line.writer) ?? createIntervals();
      found.set(line.writer, known);
      known.add(line.sequence);
    },
    of: (writer) => found.get(writer),
    writers: () => [...found.keys()],
  };
};

/** Bytes of the newest segment in which the last line that was written is looked for. */
const newestBytes = 4 * 1024 * 1024;

/** Lines that a spool knows of. */
export interface KnownLines {
  /** Not shipped, or not known to be. */
  readonly waiting: NumberedLines;
  /** Put aside. */
  readonly apart: NumberedLines;
  /** Written last by each process that lives, shipped or not. */
  readonly newest: NumberedLines;
}

/** Looks through a spool beside the processes that use it, for lines that go to `destination` where one is said; changes nothing. */
export const knownLines = async (spool: string, range: TimeRange, destination?: string): Promise<KnownLines> => {
  const [waiting, apart, newest] = [createNumberedLines(), createNumberedLines(), createNumberedLines()];
  for (const owner of listOwners(spool, destination)) {
    for (const { path } of [owner, ...owner.adopted]) {
      for await (const { lines } of lookAt(path, readCursor(path))) {
        for (const { id, writtenAt } of lines) if (isWithin(range, writtenAt)) waiting.add(id);
      }
      const last = (await lookAtNewest(path, newestBytes)).at(-1);
      if (last && isWithin(range, last.writtenAt)) newest.add(last.id);
    }
  }
  for (const path of await letterFiles(spool)) {
    for await (const { letter } of readLetters(path)) {
      if (letter && goesTo(letter.destination, destination)) apart.add(letter.id);
    }
  }
  return { waiting, apart, newest };
};
