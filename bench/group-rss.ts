import { readFileSync } from 'node:fs';
import { groupOf, type ProcessIdentity } from '../lab/supervisor/process-table.ts';

/** Resident memory of all processes in the group that one leads, in MiB; pages that they share count once for each. */
export const groupRss = (leader: ProcessIdentity): number =>
  groupOf(leader).reduce((sum, pid) => {
    try {
      const kib = /^VmRSS:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1];
      return sum + Number(kib ?? 0) / 1024;
    } catch {
      // It ended while we looked.
      return sum;
    }
  }, 0);
