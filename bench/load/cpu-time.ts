import { readFileSync } from 'node:fs';

/** Ticks a second of the times in /proc: a constant of every Linux that Node runs on. @see proc_pid_stat(5), sysconf(3) */
const ticksPerSecond = 100;

/** Milliseconds of processor time, user and system, that these processes have taken so far; one that has ended counts nothing. */
export const cpuTimeOf = (pids: readonly number[]): number =>
  pids.reduce((sum, pid) => {
    try {
      const text = readFileSync(`/proc/${pid}/stat`, 'utf8');
      // The name, second field, may hold spaces. Fields 14 and 15 of the file; the list begins at field 3.
      const fields = text.slice(text.lastIndexOf(')') + 2).split(' ');
      return sum + ((Number(fields[11]) + Number(fields[12])) / ticksPerSecond) * 1e3;
    } catch {
      return sum;
    }
  }, 0);
