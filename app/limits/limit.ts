import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible';
import { createWindowCounts, type LimitSize } from './window-counts.ts';

/** Makes the counts that all workers share of one limit. */
export type ShareCounts = (name: string, size: LimitSize) => Pick<RateLimiterAbstract, 'consume'>;

/** Counts one for a key. @returns milliseconds until the next is let through; 0 if this one is */
export type Take = (key: string) => number;

/**
 * Counts in this worker's memory, which answers at once, and then in what all workers share. When it is too much there, this
 * worker refuses the rest of the window: nobody waits for the others, and somebody who uses several workers gets no more
 * through on each than what was under way meanwhile. While the shared counts are away, each worker goes on by its own.
 * @param options.onRefused told once of a key in a window, not of each that is too many
 */
export const createLimit = (
  name: string,
  size: LimitSize,
  options: {
    readonly share: ShareCounts;
    readonly now: () => number;
    readonly onRefused: (key: string, waitMs: number) => void;
  },
): Take => {
  const { share, now, onRefused } = options;
  const own = createWindowCounts(size, now);
  const shared = share(name, size);

  const heed = (key: string, refused: unknown): void => {
    // Anything else means that they are away, which whoever shares them says.
    if (!(refused instanceof RateLimiterRes) || !(refused.msBeforeNext > 0)) return;
    const waitMs = Math.min(refused.msBeforeNext, size.seconds * 1e3);
    if (own.block(key, waitMs)) onRefused(key, waitMs);
  };

  return (key) => {
    const { waitMs, over } = own.take(key);
    if (over === 0) shared.consume(key).catch((refused: unknown) => heed(key, refused));
    else if (over === 1) onRefused(key, waitMs);
    return waitMs;
  };
};
