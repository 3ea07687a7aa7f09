import { spawn } from 'node:child_process';
import { open, stat } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { LabError } from './lab-error.ts';
import { makeLabFolder } from './lab-folder.ts';
import type { LabPaths } from './lab-paths.ts';
import { rotateLog } from './supervisor/log-files.ts';
import { readState } from './supervisor/state.ts';

/** How a lab in the background is started. */
export interface Background {
  readonly paths: LabPaths;
  /** Arguments of Node that start the lab in the foreground. */
  readonly args: readonly string[];
  /** Takes what the lab prints, as it prints it. */
  readonly print: (text: string) => void;
  /** Aborted when its person wants it to stop after all. */
  readonly stopping: AbortSignal;
}

/** Prints what has been appended to a file since `offset` bytes. @returns the offset after that */
const printFrom = async (file: string, offset: number, print: (text: string) => void): Promise<number> => {
  const { size } = await stat(file);
  if (size <= offset) return offset;
  const handle = await open(file);
  try {
    const { buffer, bytesRead } = await handle.read(Buffer.alloc(size - offset), 0, size - offset, offset);
    print(buffer.toString('utf8', 0, bytesRead));
    return offset + bytesRead;
  } finally {
    await handle.close();
  }
};

/**
 * Starts a lab in a session of its own, shows what it prints until everything is up, and leaves it running.
 * @throws LabError if it ends before that, or there is no place for its data
 */
export const startInBackground = async ({ paths, args, print, stopping }: Background): Promise<void> => {
  await makeLabFolder(paths);
  await rotateLog(paths.ownLog);
  const log = await open(paths.ownLog, 'a');
  let offset = (await log.stat()).size;
  const child = spawn(process.execPath, args, { detached: true, stdio: ['ignore', log.fd, log.fd] });
  let ended = false;
  child.once('exit', () => {
    ended = true;
  });
  stopping.addEventListener('abort', () => child.kill('SIGTERM'), { once: true });
  await log.close();
  const isReady = () => {
    const state = readState(paths.state);
    return state?.ready === true && state.lab.pid === child.pid;
  };
  while (!ended && !isReady()) {
    await delay(100);
    offset = await printFrom(paths.ownLog, offset, print);
  }
  await printFrom(paths.ownLog, offset, print);
  child.unref();
  if (ended && !stopping.aborted) throw new LabError(`The lab did not start; all that it said is in ${paths.ownLog}.`);
};
