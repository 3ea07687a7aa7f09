import { readdirSync } from 'node:fs';
import { join } from 'node:path';

/** A place in a spool: the number of a segment, and bytes from its start. */
export interface Position {
  readonly segment: number;
  readonly offset: number;
}

const pattern = /^(\d{10})\.seg$/;

/** File of a segment; the numbers of a spool count from 1. */
export const segmentFile = (folder: string, segment: number): string =>
  join(folder, `${String(segment).padStart(10, '0')}.seg`);

/** Numbers of the segments in a folder, in order. */
export const listSegments = (folder: string): number[] =>
  readdirSync(folder)
    .map((name) => Number(pattern.exec(name)?.[1]))
    .filter((segment) => !Number.isNaN(segment))
    .sort((a, b) => a - b);
