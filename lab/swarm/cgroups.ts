import { readdir, readFile, rmdir } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SwarmNames } from './names.ts';

/** The kernel lets go of a cgroup a moment after its last process. Milliseconds. */
const emptyWithinMs = 5_000;

/** Where cgroup hierarchies are mounted, of either version. @see proc_pid_mountinfo(5): the type follows the lone hyphen. */
const hierarchies = async (): Promise<string[]> => {
  const lines = (await readFile('/proc/self/mountinfo', 'utf8')).split('\n');
  return lines.filter((line) => / - cgroup2? /.test(line)).flatMap((line) => line.split(' ')[4] ?? []);
};

/** Removes a folder of cgroups, the inner ones first. Files in it are the kernel's own, and go with it. */
const removeTree = async (folder: string): Promise<void> => {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  for (const entry of entries) if (entry.isDirectory()) await removeTree(join(folder, entry.name));
  const deadline = performance.now() + emptyWithinMs;
  while (true) {
    try {
      await rmdir(folder);
      return;
    } catch (error) {
      const code = error instanceof Error && 'code' in error ? error.code : undefined;
      if (code === 'ENOENT') return;
      if (code !== 'EBUSY' || performance.now() > deadline) throw error;
      await delay(20);
    }
  }
};

/** Removes the cgroups of a Swarm's containers, which must have ended. */
export const removeCgroups = async ({ cgroup }: SwarmNames): Promise<void> => {
  for (const mount of await hierarchies()) await removeTree(join(mount, cgroup));
};
