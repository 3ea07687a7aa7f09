import { setTimeout as delay } from 'node:timers/promises';

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
 * @param find the ids of those that still run; asked again and again, for they may start others
 */
export const endProcesses = async (find: () => readonly number[], withinMs: number): Promise<void> => {
  const deadline = performance.now() + withinMs;
  const asked = new Set<number>();
  for (let pids = find(); pids.length > 0; pids = find()) {
    for (const pid of pids) {
      if (performance.now() >= deadline) send(pid, 'SIGKILL');
      else if (!asked.has(pid)) send(pid, 'SIGTERM');
      asked.add(pid);
    }
    await delay(50);
  }
};
