import { setTimeout as delay } from 'node:timers/promises';
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
    const silence = new RedisSilence(`Redis did not answer within ${patience} ms.`);
    const timer = setTimeout(reject, patience, silence);
    answer.finally(() => clearTimeout(timer)).then(resolve, reject);
  });

/** Knows whether Redis hangs. */
export interface RedisWatch {
  readonly hangs: () => boolean;
  /** Asks Redis, but fails when it hangs: after two seconds, and at once while it is known to. */
  readonly guard: <A extends unknown[], T>(ask: (...args: A) => Promise<T>) => (...args: A) => Promise<T>;
}

/**
 * Asks Redis for a sign of life every second until the signal aborts. The client itself sees only connections that break:
 * without this, all would wait for a Redis that is frozen, or behind a network that swallows packets.
 */
export const watchRedis = (
  ping: () => Promise<unknown>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): RedisWatch => {
  let hangs = false;
  const look = async () => {
    try {
      await within(ping());
      if (hangs) log.info('Redis answers again.');
      hangs = false;
    } catch (error) {
      // A lost connection is the client's to tell.
      if (hangs || !(error instanceof RedisSilence)) return;
      log.error('Redis hangs: people hear only those of their own worker.', {}, error);
      hangs = true;
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
    hangs: () => hangs,
    guard:
      (ask) =>
      (...args) =>
        hangs ? Promise.reject(new RedisSilence('Redis hangs.')) : within(ask(...args)),
  };
};
