import { readdirSync, readFileSync } from 'node:fs';

const threadsOf = (pid: number): string[] => {
  try {
    return readdirSync(`/proc/${pid}/task`).map((thread) => `/proc/${pid}/task/${thread}/schedstat`);
  } catch {
    return [];
  }
};

/**
 * Milliseconds that the threads of these processes have been on a processor so far; one that has ended counts nothing.
 * @see https://docs.kernel.org/scheduler/sched-stats.html: the first number, in nanoseconds. The times in /proc/PID/stat know 10 ms.
 */
export const cpuTimeOf = (pids: readonly number[]): number =>
  pids.flatMap(threadsOf).reduce((sum, path) => {
    try {
      return sum + Number(readFileSync(path, 'utf8').split(' ')[0]) / 1e6;
    } catch {
      return sum;
    }
  }, 0);
