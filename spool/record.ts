import { crc32 } from 'node:zlib';

/**
 * A record, little-endian: 0xff · length of the body (4) · CRC32 (4) · body. The body: when it was written (8, a double of
 * milliseconds since the epoch) · length of the id (1) · id · line. UTF-8 never holds 0xff, so the start of a record is found
 * again behind damage; the CRC starts from the length, so that a wrong length shows as well.
 */
const marker = 0xff;
const bodyAt = 9;
const idAt = 9;

/** Bytes that a record takes besides its id and its line. */
export const recordOverhead = bodyAt + idAt;

/** Most bytes of a record: more than any line that an Elasticsearch with its defaults would find useful. */
export const mostRecordBytes = 4 * 1024 * 1024;

/** A line as it lies in a spool. */
export interface SpooledLine {
  readonly id: string;
  /** The line in UTF-8. */
  readonly line: Buffer;
  /** When it was written, in milliseconds since the epoch. */
  readonly writtenAt: number;
  /** Bytes of its record. */
  readonly size: number;
}

/** A text, or its parts. */
export type LineText = string | readonly string[];

/** Puts a record into `buffer` at `at` and gives its end. The buffer must have room, the id at most 255 bytes. */
export const putRecord = (buffer: Buffer, at: number, id: string, line: LineText, now: number): number => {
  const body = at + bodyAt;
  const lineAt = body + idAt + buffer.write(id, body + idAt);
  let end = lineAt;
  if (typeof line === 'string') end += buffer.write(line, end);
  else for (const part of line) end += buffer.write(part, end);
  buffer.writeDoubleLE(now, body);
  buffer[body + 8] = lineAt - body - idAt;
  buffer[at] = marker;
  buffer.writeUInt32LE(end - body, at + 1);
  buffer.writeUInt32LE(crc32(buffer.subarray(body, end), end - body), at + 5);
  return end;
};

/**
 * The record at `at`; the bytes from there that have to be at hand before it can be told, if the buffer ends too early; or
 * undefined where there is none, or a damaged one.
 */
export const readRecord = (buffer: Buffer, at: number): SpooledLine | number | undefined => {
  if (at >= buffer.length) return recordOverhead;
  if (buffer[at] !== marker) return undefined;
  if (at + recordOverhead > buffer.length) return recordOverhead;
  const length = buffer.readUInt32LE(at + 1);
  const size = bodyAt + length;
  if (length < idAt || size > mostRecordBytes) return undefined;
  const end = at + size;
  if (end > buffer.length) return size;
  const body = at + bodyAt;
  if (crc32(buffer.subarray(body, end), length) !== buffer.readUInt32LE(at + 5)) return undefined;
  const lineAt = body + idAt + (buffer[body + 8] ?? 0);
  if (lineAt > end) return undefined;
  return {
    id: buffer.toString('utf8', body + idAt, lineAt),
    line: buffer.subarray(lineAt, end),
    writtenAt: buffer.readDoubleLE(body),
    size,
  };
};

/** Where the next whole record begins at or behind `from`; undefined if none does. */
export const findRecord = (buffer: Buffer, from: number): number | undefined => {
  for (let at = buffer.indexOf(marker, from); at >= 0; at = buffer.indexOf(marker, at + 1)) {
    if (typeof readRecord(buffer, at) === 'object') return at;
  }
  return undefined;
};
