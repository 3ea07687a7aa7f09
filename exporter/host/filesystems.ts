import type { StatsFs } from 'node:fs';
import type { Deadline } from '../engine/collector.ts';
import { startDeadline, within } from '../engine/deadline.ts';
import type { Mount } from './mounts.ts';

/** What a filesystem has; nothing where it did not tell in time. */
export interface MountUsage {
  readonly mount: Mount;
  readonly stats?: StatsFs;
}

/** Asks a filesystem what it has. */
export type StatFilesystem = (path: string) => Promise<StatsFs>;

/** Milliseconds that a filesystem may take; one that is well takes far less than one. */
const patienceMs = 500;

/**
 * Most filesystems that may be silent at a time. Each holds one of the four threads by which Node reads any file; with all of
 * them held, the exporter itself would fall silent.
 */
const mostSilent = 2;

/**
 * Makes what asks filesystems, one after the other. One that is silent is not asked again until it has answered.
 * @returns what each has, and how many were not asked because too many are silent
 */
export const makeFilesystemReader = (statFilesystem: StatFilesystem) => {
  const silent = new Set<string>();

  const ask = async (path: string, { remainingMs }: Deadline): Promise<StatsFs | undefined> => {
    const deadline = startDeadline(Math.min(patienceMs, remainingMs()));
    silent.add(path);
    const answer = statFilesystem(path).finally(() => silent.delete(path));
    try {
      return await within(answer, deadline, () => new Error('it is silent'));
    } catch {
      return undefined;
    } finally {
      deadline.end();
    }
  };

  return async (
    mounts: readonly Mount[],
    deadline: Deadline,
  ): Promise<{ readonly usages: readonly MountUsage[]; readonly unasked: number }> => {
    const usages: MountUsage[] = [];
    let unasked = 0;
    for (const mount of mounts) {
      if (silent.has(mount.path)) usages.push({ mount });
      else if (silent.size >= mostSilent || deadline.signal.aborted) unasked += 1;
      else {
        const stats = await ask(mount.path, deadline);
        usages.push({ mount, ...(stats !== undefined && { stats }) });
      }
    }
    return { usages, unasked };
  };
};
