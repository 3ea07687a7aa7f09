/** Lets long work share the event loop: with requests and timers, and with other long work. */
export interface Turns {
  /**
   * Ends the slice of the work that calls it, if it is used up: the promise resolves at the work's next turn. Undefined
   * where it may go on.
   */
  readonly pause: () => Promise<void> | undefined;
}

/** Work on the event loop between two pauses, in milliseconds: what waits for it, a collection of garbage included, shall wait less than 10. */
const sliceMs = 4;

/**
 * Makes the turns that all long work of one process shares. One work gets its slice at each turn of the event loop, however
 * many there are: immediates alone would run all at the same turn.
 * @param now a monotonic clock in milliseconds
 */
export const makeTurns = (now: () => number = () => performance.now()): Turns => {
  const waiting: (() => void)[] = [];
  let until = 0;
  const next = () => {
    until = now() + sliceMs;
    waiting.shift()?.();
    if (waiting.length > 0) setImmediate(next);
  };
  return {
    pause() {
      if (now() < until) return undefined;
      return new Promise((resolve) => {
        if (waiting.push(resolve) === 1) setImmediate(next);
      });
    },
  };
};
