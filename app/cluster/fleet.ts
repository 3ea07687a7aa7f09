import cluster, { type Worker } from 'node:cluster';
import type { Log } from '../logging/log.ts';
import { createRestartDelay } from './restart-delay.ts';

/** Environment variable that tells a worker its place. */
export const placeVariable = 'GAPWATCH_WORKER';

/** The workers, always as many as asked for. */
export interface Fleet {
  readonly running: () => readonly { readonly place: number; readonly worker: Worker }[];
  /** How many accept connections. */
  readonly listening: () => number;
  /** Asks each to stop, and after `timeoutMs` milliseconds kills those that have not. */
  readonly stop: (timeoutMs: number) => Promise<void>;
}

const isGone = (worker: Worker): boolean => worker.process.exitCode !== null || worker.process.signalCode !== null;

/** Starts `size` workers of the running program, and another in the place of each that dies, after a delay that grows. */
export const startFleet = (options: {
  readonly size: number;
  readonly log: Log;
  readonly onRestart: () => void;
  readonly onExit: (worker: Worker) => void;
}): Fleet => {
  const { size, log } = options;
  const places = new Map<number, Worker>();
  const listening = new Set<number>();
  const timers = new Set<NodeJS.Timeout>();
  let stopping = false;

  const start = (place: number, delayAfter: (livedMs: number) => number) => {
    const worker = cluster.fork({ [placeVariable]: String(place) });
    const startedAt = performance.now();
    places.set(place, worker);
    worker.once('listening', () => listening.add(worker.id));
    // Node reports a broken channel here; the worker's exit follows, and that is what counts.
    worker.on('error', (error) => log.warn(`The channel to worker ${place} failed.`, {}, error));
    worker.once('exit', (code, signal) => {
      places.delete(place);
      listening.delete(worker.id);
      options.onExit(worker);
      if (stopping) return;
      const delayMs = delayAfter(performance.now() - startedAt);
      log.error(`Worker ${place} died (${signal ?? `code ${code}`}); another starts in ${delayMs} ms.`);
      const timer = setTimeout(() => {
        timers.delete(timer);
        options.onRestart();
        start(place, delayAfter);
      }, delayMs);
      timers.add(timer);
    });
  };
  for (let place = 1; place <= size; place++) start(place, createRestartDelay());

  return {
    running: () => [...places].map(([place, worker]) => ({ place, worker })),
    listening: () => listening.size,
    async stop(timeoutMs) {
      stopping = true;
      for (const timer of timers) clearTimeout(timer);
      await Promise.all(
        [...places.values()].map(async (worker) => {
          if (isGone(worker)) return;
          // Not by events.once, which an error of the channel would end before the process.
          const exit = new Promise((resolve) => worker.process.once('exit', resolve));
          worker.process.kill('SIGTERM');
          const deadline = setTimeout(() => worker.process.kill('SIGKILL'), timeoutMs);
          await exit;
          clearTimeout(deadline);
        }),
      );
    },
  };
};
