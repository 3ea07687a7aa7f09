import type { Deadline } from '../engine/collector.ts';

/** What was read, and when. */
export interface Reading<T> {
  readonly value: T;
  /** Unix time in seconds. */
  readonly readAt: number;
}

/** A reading that takes longer is costly, in milliseconds: it is not made at every scrape. */
const costlyMs = 100;

/** A costly one is made again after so many times as long as it took: it then takes 2 % of the server's time at most. */
const restFactor = 50;

/** No reading is kept longer, in milliseconds, whatever it cost. */
const longestRestMs = 300_000;

/**
 * Makes readings at each scrape as long as they are cheap; a costly one is kept for a while. A failure leaves nothing behind.
 * @param prove proves that what is read from still answers: what was kept is not told of a server that is gone
 * @param now a monotonic clock in milliseconds
 */
export const makePacedReading = <T>(
  read: (deadline: Deadline) => Promise<T>,
  prove: (deadline: Deadline) => Promise<unknown>,
  now: () => number = () => performance.now(),
): ((deadline: Deadline) => Promise<Reading<T>>) => {
  let kept: (Reading<T> & { readonly until: number }) | undefined;
  return async (deadline) => {
    const last = kept;
    kept = undefined;
    if (last !== undefined && now() < last.until) {
      await prove(deadline);
      kept = last;
      return last;
    }
    // What it waited for others says nothing of what it costs.
    let began: number | undefined;
    const onTurn = () => {
      began ??= now();
    };
    const value = await read({ signal: deadline.signal, remainingMs: deadline.remainingMs, onTurn });
    const ended = now();
    const tookMs = ended - (began ?? ended);
    const restMs = tookMs > costlyMs ? Math.min(tookMs * restFactor, longestRestMs) : 0;
    kept = { value, readAt: Date.now() / 1000, until: ended + restMs };
    return kept;
  };
};
