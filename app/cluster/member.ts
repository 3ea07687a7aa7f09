import cluster, { type Worker } from 'node:cluster';
import type { Log } from '../logging/log.ts';

/** Environment variable that tells a worker its place. */
export const placeVariable = 'GAPWATCH_WORKER';

/** One worker process. */
export interface Member {
  readonly place: number;
  readonly worker: Worker;
  /** By `performance.now()`. */
  readonly startedAt: number;
  /** Whether it accepts connections. */
  readonly serves: () => boolean;
  /** Resolves once it accepts connections, or has ended without. */
  readonly settled: Promise<'serves' | 'ended'>;
  /** How it ended: by a signal or with a code. */
  readonly ended: Promise<string>;
  /** Resolves once it has ended and all that it sent was read. */
  readonly gone: Promise<void>;
  /** Asks it to stop, and after `timeoutMs` milliseconds kills it; resolves when it has ended. It serves no more from now on. */
  readonly end: (timeoutMs: number) => Promise<void>;
  /** Whether it was asked to stop. */
  readonly leaves: () => boolean;
}

/** Starts a worker of the running program. */
export const startMember = (place: number, log: Log): Member => {
  const worker = cluster.fork({ [placeVariable]: String(place) });
  let state: 'starts' | 'serves' | 'ended' = 'starts';
  let leaves = false;
  // Node reports a broken channel here; the worker's exit follows, and that is what counts.
  worker.on('error', (error) => log.warn(`The channel to worker ${place} failed.`, {}, error));
  const ended = new Promise<string>((resolve) => {
    worker.once('exit', (code, signal) => {
      state = 'ended';
      resolve(signal ?? `code ${code}`);
    });
  });
  const listens = new Promise<'serves'>((resolve) => {
    worker.once('listening', () => {
      state = 'serves';
      resolve('serves');
    });
  });
  // The channel may hold the last words of a process that has ended already.
  const unheard = new Promise<void>((resolve) => worker.once('disconnect', resolve));
  return {
    place,
    worker,
    startedAt: performance.now(),
    serves: () => state === 'serves' && !leaves,
    settled: Promise.race([listens, ended.then(() => 'ended' as const)]),
    ended,
    gone: Promise.all([ended, unheard]).then(() => {}),
    leaves: () => leaves,
    async end(timeoutMs) {
      if (state === 'ended') return;
      leaves = true;
      worker.process.kill('SIGTERM');
      const deadline = setTimeout(() => worker.process.kill('SIGKILL'), timeoutMs);
      await ended;
      clearTimeout(deadline);
    },
  };
};
