import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { listenForStop } from '../lab/stop-signals.ts';
import { endProcesses } from '../lab/supervisor/end-processes.ts';
import { descendantsOf } from '../lab/supervisor/process-table.ts';

/** What a server may take to stop once the run is cut short. Milliseconds. */
const graceMs = 5_000;

/**
 * Does some work with a folder of its own for temporary files. Whether it comes to an end, fails or is cut short by a signal,
 * neither the processes that it has started are left, nor the gigabytes that they have written.
 * @returns undefined if it was cut short; the process has to end then, for the work does not know of it
 * @throws what the work throws, also where nobody waits for it
 */
export const runTidily = async <T>(work: () => Promise<T>): Promise<T | undefined> => {
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-bench-'));
  process.env.TMPDIR = folder;
  const cut = Promise.withResolvers<undefined>();
  const unlisten = listenForStop(process, { onStop: () => cut.resolve(undefined), onAgain: () => undefined });
  process.on('uncaughtException', cut.reject);
  try {
    return await Promise.race([work(), cut.promise]);
  } finally {
    await endProcesses(() => descendantsOf(process.pid), graceMs);
    unlisten();
    process.off('uncaughtException', cut.reject);
    // What was killed may have been about to write.
    await rm(folder, { recursive: true, force: true, maxRetries: 5 });
  }
};
