import type { Deadline } from './collector.ts';

/** A deadline that runs, and must be ended so that its timer does not outlive what it limits. */
export interface RunningDeadline extends Deadline {
  /** Gives up now what is still under way. */
  readonly abort: () => void;
  readonly end: () => void;
}

/** Starts a deadline of `ms` milliseconds. `now` is a monotonic clock in milliseconds. */
export const startDeadline = (ms: number, now: () => number = () => performance.now()): RunningDeadline => {
  const controller = new AbortController();
  const abort = () => controller.abort();
  const timer = setTimeout(abort, ms);
  const at = now() + ms;
  return {
    signal: controller.signal,
    remainingMs: () => (controller.signal.aborted ? 0 : Math.max(0, at - now())),
    abort,
    end: () => clearTimeout(timer),
  };
};

/** The promise's value, or what `late` throws once the deadline has come. Does not end the work itself. */
export const within = <T>(promise: Promise<T>, { signal }: Deadline, late: () => Error): Promise<T> =>
  new Promise((resolve, reject) => {
    const onAbort = () => reject(late());
    if (signal.aborted) onAbort();
    signal.addEventListener('abort', onAbort, { once: true });
    promise.then(resolve, reject).finally(() => signal.removeEventListener('abort', onAbort));
  });
