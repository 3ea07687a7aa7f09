import { statSync } from 'node:fs';
import { isAlive } from '../../spool/alive.ts';
import { readCursor } from '../../spool/cursor.ts';
import type { OwnerFolder } from '../../spool/folder.ts';
import { lookAt, lookAtNewest } from '../../spool/onlooker.ts';
import { listSegments, type Position, segmentFile } from '../../spool/segment.ts';

/** How far back a rate is looked for, in milliseconds, and at most how many bytes. */
const rateWindow = { ms: 60_000, bytes: 4 * 1024 * 1024 };

/** Shortest time that a rate is told of, in milliseconds. */
const leastRateMs = 1_000;

/** What lies in one folder of a spool. */
interface FolderState {
  readonly name: string;
  readonly segments: number;
  /** Bytes on the disk. */
  readonly bytes: number;
  /** Bytes of them that are not shipped. */
  readonly waitingBytes: number;
  /** Up to where it is shipped. */
  readonly cursor: Position;
  /** When the oldest line was written that waits, in milliseconds since the epoch. */
  readonly oldest?: number;
}

/** What lies in a process' folder, and in those that it has adopted. */
export interface OwnerState extends FolderState {
  readonly alive: boolean;
  /** The data stream where its lines go, and those that it has adopted; absent where it has not said so. */
  readonly destination?: string;
  readonly adopted: readonly FolderState[];
  /** Bytes a second that it wrote within the last minute; absent where that cannot be told. */
  readonly bytesPerSecond?: number;
}

const sizeOf = (file: string): number => statSync(file, { throwIfNoEntry: false })?.size ?? 0;

const segmentsOf = (path: string): number[] => {
  try {
    return listSegments(path);
  } catch {
    // Adopted or removed meanwhile.
    return [];
  }
};

const folderState = async ({ name, path }: Pick<OwnerFolder, 'name' | 'path'>): Promise<FolderState> => {
  const { segment, offset } = readCursor(path);
  const sizes = segmentsOf(path).map((of) => ({ of, size: sizeOf(segmentFile(path, of)) }));
  const waiting = sizes
    .filter(({ of }) => of >= segment)
    .map(({ of, size }) => (of === segment ? Math.max(0, size - offset) : size));
  let oldest: number | undefined;
  for await (const { lines } of lookAt(path, { segment, offset })) {
    oldest = lines[0]?.writtenAt;
    break;
  }
  return {
    name,
    segments: sizes.length,
    bytes: sizes.reduce((sum, { size }) => sum + size, 0),
    waitingBytes: waiting.reduce((sum, size) => sum + size, 0),
    cursor: { segment, offset },
    ...(oldest !== undefined && { oldest }),
  };
};

/** Bytes a second that were written lately: as far back as the newest segment reaches, which stays when it is shipped. */
const rateOf = async (path: string, now: number): Promise<number | undefined> => {
  const lines = await lookAtNewest(path, rateWindow.bytes);
  const lately = lines.filter(({ writtenAt }) => writtenAt >= now - rateWindow.ms);
  const [first] = lately;
  if (first === undefined) return lines.length > 0 ? 0 : undefined;
  // Where older ones are there, the whole window is known.
  const ms = lately.length < lines.length ? rateWindow.ms : now - first.writtenAt;
  return ms < leastRateMs ? undefined : (lately.reduce((sum, { size }) => sum + size, 0) / ms) * 1000;
};

/** Looks at the folders of a process, of which nothing is changed or held. @param now in milliseconds since the epoch */
export const ownerState = async (owner: OwnerFolder, now: number): Promise<OwnerState> => {
  const alive = await isAlive(owner.path);
  const bytesPerSecond = alive ? await rateOf(owner.path, now) : undefined;
  return {
    ...(await folderState(owner)),
    alive,
    ...(owner.destination !== undefined && { destination: owner.destination }),
    adopted: await Promise.all(owner.adopted.map(folderState)),
    ...(bytesPerSecond !== undefined && { bytesPerSecond }),
  };
};
