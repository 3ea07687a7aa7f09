import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../config/load-config.ts';
import { LabError } from './lab-error.ts';
import { labPaths } from './lab-paths.ts';
import type { Say } from './service.ts';
import { endLeftovers } from './supervisor/leftovers.ts';
import { findRunningLab } from './supervisor/lock.ts';
import { isRunning } from './supervisor/process-table.ts';
import { readState, type ServiceRecord } from './supervisor/state.ts';
import { removeLeftSwarm } from './swarm/plan.ts';

/** A lab as it is seen from outside. */
export interface LabStatus {
  /** Process of the lab; absent where none runs. */
  readonly pid?: number;
  /** As the lab wrote them down, except that what has no process any more is not up. */
  readonly services: readonly ServiceRecord[];
  /** Everything that the lab runs is up. */
  readonly healthy: boolean;
}

/** Longer than a lab may take to stop. Milliseconds. */
const stopWithinMs = 15_000;

/** Looks at the lab of a configuration, and at its processes. */
export const readStatus = (config: Config): LabStatus => {
  const paths = labPaths(config);
  const holder = findRunningLab(paths);
  const services = (readState(paths.state)?.services ?? []).map((record): ServiceRecord => {
    // A service of the lab's own process has none of its own.
    const alive = record.process === undefined ? holder !== undefined : isRunning(record.process);
    return record.state === 'up' && !alive ? { ...record, state: 'down' } : record;
  });
  const running = services.filter(({ state }) => state !== 'left out');
  const healthy = holder !== undefined && running.length > 0 && running.every(({ state }) => state === 'up');
  return { ...(holder && { pid: holder.pid }), services, healthy };
};

/**
 * Stops the lab of a configuration and waits until it is gone; ends also what a killed one left.
 * @throws LabError if it does not stop within 15 s
 */
export const stopLab = async (config: Config, say: Say): Promise<void> => {
  const paths = labPaths(config);
  const holder = findRunningLab(paths);
  if (holder === undefined) {
    await endLeftovers(readState(paths.state), say);
    await removeLeftSwarm(paths, say);
    say(`No lab runs in ${paths.folder}.`);
    return;
  }
  process.kill(holder.pid, 'SIGTERM');
  const deadline = performance.now() + stopWithinMs;
  while (isRunning(holder)) {
    if (performance.now() > deadline) {
      throw new LabError(`The lab (process ${holder.pid}) has not stopped within 15 s; look into ${paths.ownLog}.`);
    }
    await delay(100);
  }
  say(`The lab (process ${holder.pid}) is stopped.`);
};
