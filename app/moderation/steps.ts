import { setImmediate as nextTurn } from 'node:timers/promises';

/** Work that can be interrupted wherever it yields: short pieces, each far below a millisecond. */
export type Steps<T> = Generator<undefined, T, undefined>;

/** Milliseconds of work after which others get their turn. A message that arrives meanwhile waits so long. */
const sliceMs = 3;

/** Does all of the work in one piece. */
export const runAtOnce = <T>(steps: Steps<T>): T => {
  for (;;) {
    const { done, value } = steps.next();
    if (done) return value;
  }
};

/**
 * Does the work in slices of about 3 ms, between which the event loop serves others.
 * @param now milliseconds of a clock that only goes forward
 * @throws the signal's reason, as an AbortError, if it aborts before the work is done; whatever the work throws
 */
export const runInSlices = async <T>(
  steps: Steps<T>,
  signal: AbortSignal,
  now: () => number = () => performance.now(),
): Promise<T> => {
  for (let sliceEnd = now() + sliceMs; ; ) {
    const { done, value } = steps.next();
    if (done) return value;
    if (now() < sliceEnd) continue;
    await nextTurn(undefined, { signal });
    sliceEnd = now() + sliceMs;
  }
};
