import { setTimeout as delay } from 'node:timers/promises';
import { ErrorReply } from 'redis';
import type { Log } from '../logging/log.ts';

/** Milliseconds between two questions whether Redis answers. */
const askEvery = 1_000;

/** Milliseconds that an answer may take. It usually takes one; people should not wait for a Redis that hangs. */
const patience = 2_000;

/** Redis did not answer, though the connection stands. */
class RedisSilence extends Error {
  override name = 'RedisSilence';
}

const within = <T>(answer: Promise<T>): Promise<T> =>
  new Promise((resolve, reject) => {
    const fail = () => reject(new RedisSilence(`Redis did not answer within ${patience} ms.`));
    const timer = setTimeout(fail, patience);
    answer.finally(() => clearTimeout(timer)).then(resolve, reject);
  });

/** What can be wrong with Redis though the connection stands. */
const faults = {
  hangs: 'Redis hangs: people hear only those of their own worker.',
  refuses: 'Redis takes no data: people hear only those of their own worker.',
} as const;

/** Knows whether Redis works. */
export interface RedisWatch {
  readonly works: () => boolean;
  /** Asks Redis, but fails when it hangs: after two seconds, and at once while it is known to. */
  readonly guard: <A extends unknown[], T>(ask: (...args: A) => Promise<T>) => (...args: A) => Promise<T>;
}

/**
 * Asks Redis for a sign of life every second until the signal aborts. The client itself sees only connections that break:
 * without this, all would wait for a Redis that is frozen, or behind a network that swallows packets.
 * @param ask writes something: a Redis that is full, loads its data or has become a replica still answers, but takes nothing
 */
export const watchRedis = (
  ask: () => Promise<unknown>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): RedisWatch => {
  let fault: keyof typeof faults | undefined;
  const note = (found: typeof fault, error?: unknown) => {
    if (found && found !== fault) log.error(faults[found], {}, error);
    if (!found && fault) log.info('Redis answers again.');
    fault = found;
  };
  const look = async (): Promise<void> => {
    const answer = ask();
    try {
      await within(answer);
      note(undefined);
    } catch (error) {
      if (error instanceof ErrorReply) return note('refuses', error);
      // A lost connection is the client's to tell.
      if (!(error instanceof RedisSilence)) return;
      note('hangs', error);
      // Nothing is written meanwhile, so that the client gives up a connection on which nothing comes any more.
      await answer.catch(() => {});
    }
  };
  const watch = async () => {
    while (!signal.aborted) {
      await look();
      // The signal ends the pause early, which is no failure.
      await delay(askEvery, undefined, { signal, ref: false }).catch(() => {});
    }
  };
  void watch();
  return {
    works: () => fault === undefined,
    guard:
      (ask) =>
      (...args) =>
        fault === 'hangs' ? Promise.reject(new RedisSilence('Redis hangs.')) : within(ask(...args)),
  };
};
