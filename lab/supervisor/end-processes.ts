import { setTimeout as delay } from 'node:timers/promises';
import { identify, isRunning, type ProcessIdentity } from './process-table.ts';

const send = (pid: number, signal: NodeJS.Signals): void => {
  try {
    process.kill(pid, signal);
  } catch (error) {
    // It ended meanwhile, which is what was wanted.
    if (!(error instanceof Error && 'code' in error && error.code === 'ESRCH')) throw error;
  }
};

/**
 * Asks processes to end, kills those that have not after `withinMs` milliseconds, and waits until none is left.
 * @param find the ids of those that are to end; asked again and again, for they may start others. One that it found once
 *   stays on the list, for a child whose parent has ended is nobody's child any more
 */
export const endProcesses = async (find: () => readonly number[], withinMs: number): Promise<void> => {
  const deadline = performance.now() + withinMs;
  const asked = new Map<number, ProcessIdentity>();
  while (true) {
    for (const pid of find()) {
      const found = asked.has(pid) ? undefined : identify(pid);
      if (found === undefined) continue;
      asked.set(pid, found);
      send(pid, 'SIGTERM');
    }
    const left = [...asked.values()].filter(isRunning);
    if (left.length === 0) return;
    if (performance.now() >= deadline) for (const { pid } of left) send(pid, 'SIGKILL');
    await delay(50);
  }
};
