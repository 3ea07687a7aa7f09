import { readdirSync, readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { SwarmNames } from './names.ts';

/** The environment that a process was started with; of one that has ended meanwhile, nothing. @see proc_pid_environ(5) */
const environmentOf = (pid: string): readonly string[] => {
  try {
    return readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0');
  } catch {
    return [];
  }
};

/** Ids of the processes that a Swarm's nodes, or one of them, have started; those in containers are not marked. */
const markedProcesses = ({ marker }: SwarmNames, node: string): number[] => {
  const begin = `${marker.join('=')}${node}`;
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name) && environmentOf(name).some((line) => line.startsWith(begin)))
    .map(Number);
};

/**
 * Kills every process of a Swarm's nodes and waits until none is left. Each node has process ids of its own: its first process
 * is gone only when the kernel has ended all others, its containers' among them.
 * @param node of which alone, as it ends the value of the marker
 */
export const killMarked = async (names: SwarmNames, node = ''): Promise<void> => {
  for (let left = markedProcesses(names, node); left.length > 0; left = markedProcesses(names, node)) {
    for (const pid of left) {
      try {
        process.kill(pid, 'SIGKILL');
      } catch (error) {
        // It has ended meanwhile, which is what was wanted.
        if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
      }
    }
    await delay(20);
  }
};
