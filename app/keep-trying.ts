import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from './logging/log.ts';

/** Milliseconds of the first and of the longest pause. */
const pause = { first: 500, most: 5_000 };

/**
 * Repeats `work` until it succeeds, with a log line and a growing pause after each failure.
 * @param what names what is waited for, as the beginning of a sentence
 * @throws the signal's reason once it aborts, without waiting for work that is under way
 */
export const keepTrying = async <T>(
  what: string,
  work: () => Promise<T>,
  { log, signal }: { readonly log: Log; readonly signal: AbortSignal },
): Promise<T> => {
  const over = Promise.withResolvers<never>();
  const stop = () => over.reject(signal.reason);
  signal.addEventListener('abort', stop, { once: true });
  try {
    for (let ms = pause.first; ; ms = Math.min(ms * 2, pause.most)) {
      signal.throwIfAborted();
      try {
        return await Promise.race([work(), over.promise]);
      } catch (error) {
        signal.throwIfAborted();
        log.warn(`${what} is not to be had yet; trying again in ${ms} ms.`, {}, error);
        await delay(ms, undefined, { signal });
      }
    }
  } finally {
    signal.removeEventListener('abort', stop);
  }
};
