import { closeSync, ftruncateSync, openSync, type StatsFs, statfsSync, writeSync } from 'node:fs';
import { statfs } from 'node:fs/promises';
import { createWriteBatch } from './batch.ts';
import type { DropReason, SpoolMeter } from './meter.ts';
import { type LineText, mostRecordBytes, recordOverhead } from './record.ts';
import { type Position, segmentFile } from './segment.ts';
import { createSyncer, type Syncer, type SyncMode } from './syncer.ts';
import { shedReason, type Usage, type Weight, weightOf } from './usage.ts';

/** Bytes, each character counted as one, that are written at once, though the turn of the event loop has not ended. */
const batchBytes = 64 * 1024;

/** Bytes of a segment, at which the next begins. What is shipped is removed in pieces of that size. */
const segmentBytes = 16 * 1024 * 1024;

/** Where the disk is short of room, a part of what it has left is enough, so that shipped lines soon make place for others. */
const shortSegment = { part: 1 / 8, leastBytes: 64 * 1024 };

/** Milliseconds between questions after the disk's room, and between tries after it took nothing. */
const lookMs = 1_000;

const lengthOf = (line: LineText): number =>
  typeof line === 'string' ? line.length : line.reduce((sum, part) => sum + part.length, 0);

const bytesOf = (line: LineText): number =>
  typeof line === 'string' ? Buffer.byteLength(line) : line.reduce((sum, part) => sum + Buffer.byteLength(part), 0);

/** Writes the lines of one process. Nothing of it waits for the disk (unless the mode is `always`), nor throws. */
export interface SpoolWriter {
  /**
   * Takes a line. It is written when the present turn of the event loop ends, at once if it is dear, and then outlives the
   * process; or it is given up and counted.
   */
  readonly write: (id: string, line: LineText, level: string) => void;
  /** Writes what this turn has gathered. */
  readonly flush: () => void;
  /** Up to where lines are written; undefined while there are none. */
  readonly end: () => Position | undefined;
  readonly close: () => void;
}

/** Writes to segments in the folder that `openFolder` makes, which is called again after it threw. */
export const createWriter = (
  openFolder: () => string,
  options: {
    readonly usage: Usage;
    readonly meter: SpoolMeter;
    readonly mode: SyncMode;
    /** Lines wait to be shipped, or at least a segment that is full waits to be left. */
    readonly onWritten: (bytes: number) => void;
    /** The disk did not take what it was given. */
    readonly onFailure: (error: unknown) => void;
    readonly now?: () => number;
  },
): SpoolWriter => {
  const { usage, meter, mode, onWritten, onFailure, now = Date.now } = options;
  const batch = createWriteBatch();
  let scheduled = false;
  let closed = false;
  let open:
    | { readonly descriptor: number; readonly syncer: Syncer; readonly segment: number; offset: number }
    | undefined;
  let segment = 0;
  let failedAt = Number.NEGATIVE_INFINITY;
  let askedAt = Number.NEGATIVE_INFINITY;
  let toldAt = Number.NEGATIVE_INFINITY;

  const endSegment = () => {
    if (open === undefined) return;
    const { descriptor, syncer } = open;
    open = undefined;
    syncer.end(() => closeSync(descriptor));
  };

  const openSegment = () => {
    const folder = openFolder();
    segment += 1;
    const descriptor = openSync(segmentFile(folder, segment), 'ax', 0o600);
    const syncer = createSyncer(descriptor, { mode, onSynced: meter.synced, onFailure });
    open = { descriptor, syncer, segment, offset: 0 };
    return open;
  };

  const noteRoom = ({ bavail, blocks, bsize }: StatsFs) => {
    usage.free = bavail * bsize;
    usage.disk = blocks * bsize;
  };

  /** Asks now and then how much the disk has left, so that lines leave it to dearer ones, and to others. */
  const askRoom = (at: number) => {
    if (at - askedAt < lookMs) return;
    const isFirst = askedAt === Number.NEGATIVE_INFINITY;
    askedAt = at;
    try {
      const folder = openFolder();
      // The first answer cannot be waited for: a second's lines may be more than there is room for.
      if (isFirst) noteRoom(statfsSync(folder));
      else statfs(folder).then(noteRoom, () => {});
    } catch {
      // Without a folder nothing is written anyway.
    }
  };

  const writeAll = (bytes: Buffer) => {
    const enough = Math.max(shortSegment.leastBytes, usage.free * shortSegment.part);
    if (open !== undefined && open.offset >= Math.min(segmentBytes, enough)) endSegment();
    const file = open ?? openSegment();
    let done = 0;
    try {
      while (done < bytes.length) done += writeSync(file.descriptor, bytes, done);
      file.syncer.wrote(bytes.length);
    } catch (error) {
      // What is half written would be taken for damage. Should this fail too, it is.
      ftruncateSync(file.descriptor, file.offset);
      throw error;
    }
    file.offset += bytes.length;
    usage.free -= bytes.length;
  };

  const flush = () => {
    const count = batch.lines();
    if (count === 0) return;
    const guessed = batch.bytes();
    const bytes = batch.take();
    usage.bytes += bytes.length - guessed;
    try {
      writeAll(bytes);
    } catch (error) {
      failedAt = now();
      usage.bytes -= bytes.length;
      meter.dropped('disk', count);
      // Once shipped, it makes room. An empty one would not, and each line that fails would leave one.
      if (open !== undefined && open.offset > 0) endSegment();
      onWritten(0);
      onFailure(error);
      return;
    }
    meter.accepted(count, bytes.length);
    onWritten(bytes.length);
  };

  const flushLater = () => {
    scheduled = false;
    flush();
  };

  const shed = (weight: Weight, size: number, at: number): DropReason | undefined => {
    if (closed) return 'shutdown';
    if (weight < 2 && at - failedAt < lookMs) return 'disk';
    const reason = shedReason(usage, weight, size);
    if (reason === 'disk' && at - toldAt >= lookMs) {
      toldAt = at;
      onFailure(new Error(`the disk has ${Math.max(0, usage.free)} bytes left`));
    }
    return reason;
  };

  return {
    write(id, line, level) {
      const at = now();
      const characters = id.length + lengthOf(line);
      const size = recordOverhead + characters;
      const weight = weightOf(level);
      askRoom(at);
      // A character has three bytes at most; they are counted where that would be too much.
      const isTooLarge =
        size + 2 * characters > mostRecordBytes && size - lengthOf(line) + bytesOf(line) > mostRecordBytes;
      const reason = isTooLarge || id.length > 85 ? 'too_large' : shed(weight, size, at);
      if (reason !== undefined) {
        meter.dropped(reason, 1);
        return;
      }
      if (!batch.fits(characters)) flush();
      batch.add(id, line, characters, at);
      usage.bytes += size;
      if (weight === 2 || batch.bytes() >= batchBytes) flush();
      else if (!scheduled) {
        scheduled = true;
        queueMicrotask(flushLater);
      }
    },
    flush,
    end: () =>
      open
        ? { segment: open.segment, offset: open.offset }
        : segment > 0
          ? { segment: segment + 1, offset: 0 }
          : undefined,
    close() {
      flush();
      closed = true;
      endSegment();
    },
  };
};
