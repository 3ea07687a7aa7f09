import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { Say, Service } from '../service.ts';
import type { BackOff } from './back-off.ts';
import { createKeeper, type RecordChange } from './keeper.ts';
import { rotateLog } from './log-files.ts';

/** From the request to stop until what still runs is killed. Milliseconds; with the sweep after it below 10 s. */
const stopWithinMs = 7000;

/** How long a service waits for those that need it to stop first. Milliseconds. */
const dependentsMs = 2000;

/** What a supervisor is given besides its services. */
export interface SupervisorOptions {
  /** Where each service's log is appended, as `NAME.log`. */
  readonly logFolder: string;
  readonly say: Say;
  readonly onChange: (name: string, change: RecordChange) => void;
  readonly backOff: BackOff;
}

/** Runs services together. */
export interface Supervisor {
  /** Resolves when all are ready. @throws LabError of the first that cannot be started */
  start(): Promise<void>;
  /** Stops all within about 7 s, those that need others first. Safe at any time. */
  stop(): Promise<void>;
  /** Kills all at once. */
  kill(): void;
}

/**
 * Starts services in parallel as far as their `after` allows, and keeps them running until stopped.
 * @param services each stands after those that it names in `after`; names that are not among them do not count
 */
export const createSupervisor = (services: readonly Service[], options: SupervisorOptions): Supervisor => {
  const stopping = new AbortController();
  const kept = services.map((service) => {
    const logFile = join(options.logFolder, `${service.name}.log`);
    const keeper = createKeeper(service, {
      logFile,
      say: options.say,
      onChange: (change) => options.onChange(service.name, change),
      backOff: options.backOff,
      stopping: stopping.signal,
    });
    return { service, keeper, logFile };
  });

  return {
    async start() {
      const started = new Map<string, Promise<void>>();
      for (const { service, keeper, logFile } of kept) {
        const needed = service.after.map((name) => started.get(name));
        const start = async () => {
          await rotateLog(logFile);
          await Promise.all(needed);
          stopping.signal.throwIfAborted();
          await keeper.start();
        };
        started.set(service.name, start());
      }
      await Promise.all(started.values());
    },
    async stop() {
      stopping.abort();
      const deadline = performance.now() + stopWithinMs;
      const stopped = new Map<string, Promise<void>>();
      for (const { service, keeper } of kept.toReversed()) {
        const dependents = kept
          .filter((other) => other.service.after.includes(service.name))
          .map((other) => stopped.get(other.service.name));
        const stop = async () => {
          if (dependents.length > 0) {
            await Promise.race([Promise.all(dependents), delay(dependentsMs, undefined, { ref: false })]);
          }
          await keeper.stop(Math.max(0, deadline - performance.now()));
        };
        stopped.set(service.name, stop());
      }
      await Promise.all(stopped.values());
    },
    kill() {
      stopping.abort();
      for (const { keeper } of kept) keeper.kill();
    },
  };
};
