import { statSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { type Cursor, readCursor, writeCursor } from './cursor.ts';
import { hasAdopted } from './folder.ts';
import { forgetFoundDead, foundDeadAt } from './found-dead.ts';
import { type Batch, createReader, type Damage, type ReadLimit } from './reader.ts';
import { listSegments, type Position, segmentFile } from './segment.ts';

/** When lines were perhaps sent by somebody who did not hear what became of them. */
export interface Doubt {
  /** Generation of the store's index before which none of them can lie. */
  readonly since: number;
  /** When the store may last have begun with them, by `performance.now()`. */
  readonly at: number;
}

/** A batch under way. */
export interface Taken {
  readonly batch: Batch;
  /** Undefined if none of its lines was ever sent. */
  readonly doubt: Doubt | undefined;
  /** Its lines are settled: the cursor moves on as soon as all before it are too. */
  readonly settle: () => void;
}

/** Lines of one folder that are to be shipped. */
export interface Source {
  /**
   * The next ones; undefined while there are none. Not to be called again before it has answered. `generation` is that of the
   * store's index as far as it is known.
   */
  readonly take: (limit: ReadLimit, generation: number) => Promise<Taken | undefined>;
  /** Milliseconds until a store that was at work on its lines for a dead process no longer is. */
  readonly settlesIn: () => number;
  /** When the oldest line under way was written. */
  readonly oldest: () => number | undefined;
  /** Nothing is under way. */
  readonly idle: () => boolean;
  /** Brings the cursor to the disk and lets go of the files. */
  readonly close: () => Promise<void>;
  /** Closes it, and removes the folder if all of it is shipped, and of what its process had adopted. */
  readonly remove: () => Promise<void>;
}

/** Bytes in a folder behind its cursor. */
export const bytesLeft = (folder: string): number => {
  const cursor = readCursor(folder);
  return listSegments(folder)
    .filter((segment) => segment >= cursor.segment)
    .reduce((sum, segment) => {
      const { size } = statSync(segmentFile(folder, segment));
      return sum + (segment === cursor.segment ? Math.max(0, size - cursor.offset) : size);
    }, 0);
};

/** A batch that is taken and not yet behind the cursor. Its lines are not kept by it: they are gone when it is settled. */
interface UnderWay extends Pick<Batch, 'end' | 'size'> {
  readonly oldest: number | undefined;
  readonly generation: number;
  settled: boolean;
}

/** Opens a folder for shipping; without `end`, that of a dead process, whose lines may have been sent already. */
export const openSource = (
  folder: string,
  options: {
    readonly damage: Damage;
    readonly end?: () => Position | undefined;
    /** Milliseconds for which a store may still carry out what a dead process had sent. */
    readonly settleMs: number;
    /** Bytes are settled. */
    readonly onSettled: (bytes: number) => void;
    /** Bytes were removed from the disk. */
    readonly onRemoved: (bytes: number) => void;
    /** The disk did not take the cursor; lines that are shipped again are known to the store. */
    readonly onFailure: (error: unknown) => void;
  },
): Source => {
  const { damage, end, settleMs, onSettled, onRemoved, onFailure } = options;
  const cursor = readCursor(folder);
  const reader = createReader(folder, cursor, { damage, ...(end && { end }) });
  // Whatever a dead process had not settled, it may have sent since its cursor was written.
  const doubt = end ? undefined : { since: cursor.generation, at: foundDeadAt(folder) };
  const isEmpty = doubt !== undefined && bytesLeft(folder) === 0;
  let underWay: UnderWay[] = [];
  let latest: Cursor = cursor;
  let written: Cursor = cursor;
  let writing: Promise<void> | undefined;

  const removeBefore = async (first: number) => {
    for (const segment of listSegments(folder)) {
      if (segment >= first) continue;
      const file = segmentFile(folder, segment);
      const { size } = await stat(file);
      await rm(file, { force: true });
      onRemoved(size);
    }
  };

  /** One write at a time; what comes meanwhile is written together. */
  const write = async () => {
    while (written !== latest) {
      const next = latest;
      try {
        // First, as a full disk takes no cursor before that; one that points to what is gone begins behind it.
        if (next.segment > written.segment) await removeBefore(next.segment);
        await writeCursor(folder, next);
        written = next;
      } catch (error) {
        onFailure(error);
        break;
      }
    }
    writing = undefined;
  };

  const moveOn = () => {
    const open = underWay.findIndex(({ settled }) => !settled);
    const done = open < 0 ? underWay : underWay.slice(0, open);
    const last = done.at(-1);
    if (last === undefined) return;
    underWay = underWay.slice(done.length);
    // Lines still under way may lie in the index that was written when they were taken.
    latest = { ...last.end, generation: underWay[0]?.generation ?? last.generation };
    onSettled(done.reduce((sum, { size }) => sum + size, 0));
    writing ??= write();
  };

  /** All before `at` is settled: segments that end there can go, which a full disk waits for. */
  const leaveSegment = (at: Position) => {
    if (underWay.length > 0 || at.segment <= latest.segment) return;
    latest = { ...at, generation: latest.generation };
    writing ??= write();
  };

  return {
    async take(limit, generation) {
      const batch = await reader.next(limit);
      if (batch === undefined) {
        leaveSegment(reader.position());
        return undefined;
      }
      if (doubt && underWay.length === 0) forgetFoundDead(folder);
      const entry = {
        end: batch.end,
        size: batch.size,
        oldest: batch.lines[0]?.writtenAt,
        generation: doubt?.since ?? generation,
        settled: false,
      };
      underWay.push(entry);
      return {
        batch,
        doubt,
        settle() {
          entry.settled = true;
          batch.release();
          moveOn();
        },
      };
    },
    settlesIn: () => (doubt === undefined || isEmpty ? 0 : doubt.at + settleMs - performance.now()),
    oldest: () => underWay.find(({ oldest }) => oldest !== undefined)?.oldest,
    idle: () => underWay.length === 0,
    async close() {
      await writing;
      await reader.close();
    },
    async remove() {
      await writing;
      await reader.close();
      if (underWay.length > 0 || bytesLeft(folder) > 0 || hasAdopted(folder)) return;
      await rm(folder, { recursive: true, force: true });
    },
  };
};
