import type { Log } from '../log.ts';

/** How the configuration was last taken. */
export interface ReloadState {
  readonly successful: boolean;
  /** When it was last taken with success, Unix time in seconds. */
  readonly succeededAt: number;
}

/** Reads the configuration again on demand. */
export interface Reloader {
  /**
   * Takes the configuration as it is now, or leaves everything as it was.
   * @throws what `apply` throws, which is logged already
   */
  readonly reload: () => Promise<void>;
  readonly state: () => ReloadState;
}

/**
 * Makes what reloads, one at a time. Who asks while one is under way waits for the next, which sees what was written meanwhile;
 * all who wait share it.
 * @param apply takes the configuration wholly or not at all
 * @param now Unix time in milliseconds
 */
export const makeReloader = (apply: () => Promise<void>, log: Log, now: () => number = Date.now): Reloader => {
  let state: ReloadState = { successful: true, succeededAt: now() / 1000 };
  let underWay: Promise<void> = Promise.resolve();
  let waiting: Promise<void> | undefined;

  const run = async () => {
    waiting = undefined;
    try {
      await apply();
      state = { successful: true, succeededAt: now() / 1000 };
      log('info', 'The configuration was read again, and counts from now on.');
    } catch (error) {
      state = { ...state, successful: false };
      const sentence = error instanceof Error ? error.message : String(error);
      log('error', `The configuration was read again and refused, the old one stays: ${sentence}`);
      throw error;
    }
  };

  return {
    reload() {
      if (waiting) return waiting;
      const mine = underWay.then(run);
      waiting = mine;
      underWay = mine.catch(() => {});
      return mine;
    },
    state: () => state,
  };
};
