import { setTimeout as delay } from 'node:timers/promises';

/** Milliseconds of the shortest and of the longest pause between tries. */
export interface Pauses {
  readonly least: number;
  readonly most: number;
}

const usual: Pauses = { least: 500, most: 30_000 };

/** Leave to send one request. Its holder tells whether the store took what it was sent. */
type Leave = (well: boolean) => void;

/** Holds requests back while a store is away: then one at a time asks whether it is back, with pauses in between. */
export interface Gate {
  /**
   * Waits for leave to send. When `signal` aborts there is no time to wait any more: a store that is away is asked once more, as it
   * may have come back during the pause, and then undefined is given.
   */
  readonly enter: (signal: AbortSignal) => Promise<Leave | undefined>;
  /** Whether the store took what it was last sent; true before the first. */
  readonly isUp: () => boolean;
}

/**
 * Pauses of random length up to a limit that doubles, so that many processes do not come back at once.
 * @see https://aws.amazon.com/builders-library/timeouts-retries-and-backoff-with-jitter/
 */
export const createGate = (random: () => number = Math.random, pauses: Pauses = usual): Gate => {
  let failures = 0;
  let probing: Promise<void> | undefined;
  /** The store was asked once more though there was no time. */
  let askedLast = false;

  return {
    async enter(signal) {
      while (probing) await probing;
      if (failures === 0) {
        return (well) => {
          if (!well) failures = Math.max(failures, 1);
        };
      }
      if (signal.aborted && askedLast) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      probing = promise;
      const leave: Leave = (well) => {
        failures = well ? 0 : failures + 1;
        probing = undefined;
        resolve();
      };
      const limit = Math.min(pauses.most, pauses.least * 2 ** Math.min(failures, 20));
      const pause = pauses.least + random() * (limit - pauses.least);
      // Rejects at once where the signal has aborted, or when it does.
      await delay(pause, undefined, { signal, ref: false }).catch(() => {});
      askedLast ||= signal.aborted;
      return leave;
    },
    isUp: () => failures === 0,
  };
};
