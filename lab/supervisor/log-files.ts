import { open, rename, rm, stat } from 'node:fs/promises';

/** A log longer than this at a start is set aside, so that a lab used daily does not fill the disk. Bytes. */
const rotateAbove = 10 * 1024 * 1024;

const sizeOf = (file: string): Promise<number> =>
  stat(file).then(
    ({ size }) => size,
    () => 0,
  );

/** Sets a long log aside as `FILE.1`, over the one before. */
export const rotateLog = async (file: string, aboveBytes = rotateAbove): Promise<void> => {
  if ((await sizeOf(file)) <= aboveBytes) return;
  await rm(`${file}.1`, { force: true });
  await rename(file, `${file}.1`);
};

/** A longer line, such as one of JSON, would fill the screen of a person who wants to see why a server ended. */
const longestLine = 200;

/** A line of a stack, in Java as in Node: many of them would hide the error above them. */
const stackFrame = /^\s+at /;

/**
 * The last lines of a log that tell something, empty ones and stacks left out, long ones cut; none where there is no log.
 * Reads its last 16 KiB only.
 */
export const lastLines = async (file: string, count: number): Promise<string[]> => {
  const size = await sizeOf(file);
  if (size === 0) return [];
  const handle = await open(file);
  try {
    const length = Math.min(size, 16 * 1024);
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(length), 0, length, size - length);
    const lines = buffer.toString('utf8', 0, bytesRead).split('\n');
    return lines
      .filter((line) => line.trim() !== '' && !stackFrame.test(line))
      .slice(-count)
      .map((line) => (line.length > longestLine ? `${line.slice(0, longestLine)}…` : line));
  } finally {
    await handle.close();
  }
};
