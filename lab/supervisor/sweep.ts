import type { Say } from '../service.ts';
import { endProcesses } from './end-processes.ts';
import { descendantsOf, sessionOf } from './process-table.ts';

/** For what the lab called for a moment (apt's download, mariadb-install-db). Milliseconds. */
const graceMs = 1500;

/**
 * Ends whatever this process has started and not ended yet. Only an installation in a session of its own is left, for a
 * package manager that is cut short leaves the machine half-made: a line says so.
 */
export const sweep = async (say: Say): Promise<void> => {
  const session = sessionOf(process.pid);
  const own = () => descendantsOf(process.pid).filter((pid) => sessionOf(pid) === session);
  await endProcesses(own, graceMs);
  const protectedOnes = descendantsOf(process.pid);
  if (protectedOnes.length > 0) {
    say(`An installation must not be cut short; it ends by itself (process ${protectedOnes.join(', ')}).`);
  }
};
