/** A worker that lived this long (milliseconds) did not die of its start, so the next one need not wait. */
const settledAfterMs = 60_000;
const firstMs = 500;
const mostMs = 30_000;

/**
 * Milliseconds to wait before a dead worker is started again: half a second, doubled with each death soon after a start, at
 * most half a minute.
 */
export const createRestartDelay = (): ((livedMs: number) => number) => {
  let next = firstMs;
  return (livedMs) => {
    const delay = livedMs >= settledAfterMs ? firstMs : next;
    next = Math.min(delay * 2, mostMs);
    return delay;
  };
};
