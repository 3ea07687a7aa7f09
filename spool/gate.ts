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
  /** Waits for leave to send; undefined if the store is away and `signal` aborts, or has: there is no time to wait then. */
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

  return {
    async enter(signal) {
      while (probing) await probing;
      if (failures === 0) {
        return (well) => {
          if (!well) failures = Math.max(failures, 1);
        };
      }
      if (signal.aborted) return undefined;
      const { promise, resolve } = Promise.withResolvers<void>();
      probing = promise;
      const leave: Leave = (well) => {
        failures = well ? 0 : failures + 1;
        probing = undefined;
        resolve();
      };
      const limit = Math.min(pauses.most, pauses.least * 2 ** Math.min(failures, 20));
      await delay(pauses.least + random() * (limit - pauses.least), undefined, { signal, ref: false }).catch(() => {});
      if (!signal.aborted) return leave;
      leave(false);
      return undefined;
    },
    isUp: () => failures === 0,
  };
};
