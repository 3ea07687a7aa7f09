import { type FileHandle, open } from 'node:fs/promises';
import { createBufferPool } from './buffer-pool.ts';
import { findRecord, readRecord, type SpooledLine } from './record.ts';
import { listSegments, type Position, segmentFile } from './segment.ts';

/** Most that a reader gives at a time. */
export interface ReadLimit {
  readonly lines: number;
  readonly bytes: number;
}

/** Lines that follow each other in a spool, and the place behind them. */
export interface Batch {
  readonly lines: readonly SpooledLine[];
  readonly end: Position;
  /** Bytes from the end of the batch before to this one's. */
  readonly size: number;
  /** Its lines are looked at no more: their memory is used again. */
  readonly release: () => void;
}

/** What to do with bytes that are no whole record. */
export interface Damage {
  /** In the middle: something has changed them after they were written. */
  readonly corrupt: (bytes: Buffer, at: Position) => void;
  /** At the end: a crash came before the write was complete. */
  readonly torn: (bytes: number, at: Position) => void;
}

/** Reads a spool forward, from one place on. */
export interface SpoolReader {
  /** The next lines; undefined while there are no more. May skip damage, of which it tells. */
  readonly next: (limit: ReadLimit) => Promise<Batch | undefined>;
  /** Behind what was read: nothing before that place is read again. */
  readonly position: () => Position;
  readonly close: () => Promise<void>;
}

/**
 * Reads the segments of a folder from `from`, up to where `end` says that its living writer has written; of a dead one's folder,
 * where `end` is absent, all of them.
 */
export const createReader = (
  folder: string,
  from: Position,
  { damage, end }: { readonly damage: Damage; readonly end?: () => Position | undefined },
): SpoolReader => {
  let { segment, offset } = from;
  let file: FileHandle | undefined;
  /** Bytes of a record, as they were last: not many more are read than the lines that are asked for take. */
  let usualBytes = 512;
  const pool = createBufferPool(2);

  const closeFile = async () => {
    await file?.close();
    file = undefined;
  };

  /** Moves on to the next segment that is there, or that a living writer will begin. */
  const advance = async (last: number): Promise<boolean> => {
    const begun = listSegments(folder).find((one) => one > segment && one <= last);
    const following = begun ?? (last > segment && Number.isFinite(last) ? last : undefined);
    if (following === undefined) return false;
    await closeFile();
    segment = following;
    offset = 0;
    return true;
  };

  const read = async (handle: FileHandle, at: number, size: number, buffer: Buffer): Promise<Buffer> => {
    let filled = 0;
    while (filled < size) {
      const { bytesRead } = await handle.read(buffer, filled, size - filled, at + filled);
      if (bytesRead === 0) break;
      filled += bytesRead;
    }
    return buffer.subarray(0, filled);
  };

  /** Steps over what is no record at the present place: to the next record, or to the limit. */
  const skipDamage = async (handle: FileHandle, limit: number, isLast: boolean): Promise<void> => {
    const rest = await read(handle, offset, limit - offset, Buffer.allocUnsafeSlow(limit - offset));
    const whole = findRecord(rest, 1);
    if (whole === undefined && isLast) damage.torn(rest.length, { segment, offset });
    else damage.corrupt(rest.subarray(0, whole), { segment, offset });
    offset += whole ?? rest.length;
  };

  const records = (
    buffer: Buffer,
    limit: ReadLimit,
  ): { lines: SpooledLine[]; used: number; stop: number | undefined } => {
    const lines: SpooledLine[] = [];
    let used = 0;
    let stop: number | undefined = 0;
    while (lines.length < limit.lines && used < buffer.length) {
      const found = readRecord(buffer, used);
      if (typeof found !== 'object') {
        stop = found;
        break;
      }
      lines.push(found);
      used += found.size;
    }
    return { lines, used, stop };
  };

  return {
    async next(limit) {
      let size = 0;
      const enough = Math.min(limit.bytes, limit.lines * Math.ceil(usualBytes * 1.25));
      let want = enough;
      for (;;) {
        const written = end?.();
        if (end && written === undefined) return undefined;
        const last = written?.segment ?? Number.POSITIVE_INFINITY;
        try {
          file ??= segment > 0 && segment <= last ? await open(segmentFile(folder, segment)) : undefined;
        } catch (error) {
          if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
        }
        const filled = file === undefined ? 0 : (await file.stat()).size;
        const until = segment === written?.segment ? Math.min(written.offset, filled) : filled;
        if (file === undefined || offset >= until) {
          if (await advance(last)) continue;
          return size === 0 ? undefined : { lines: [], end: { segment, offset }, size, release: () => {} };
        }
        const bytes = Math.min(want, until - offset);
        const memory = pool.take(bytes);
        const { lines, used, stop } = records(await read(file, offset, bytes, memory), limit);
        offset += used;
        size += used;
        if (lines.length > 0) {
          usualBytes = used / lines.length;
          return { lines, end: { segment, offset }, size, release: () => pool.give(memory) };
        }
        pool.give(memory);
        if (stop !== undefined && stop <= until - offset) {
          // Only a part of a whole record was read.
          want = stop;
          continue;
        }
        const before = offset;
        const isLast = end === undefined && !listSegments(folder).some((one) => one > segment);
        await skipDamage(file, until, isLast);
        size += offset - before;
        want = enough;
      }
    },
    position: () => ({ segment, offset }),
    close: closeFile,
  };
};
