/** How much one key may do in a window. */
export interface LimitSize {
  readonly points: number;
  readonly seconds: number;
}

/** Counts of many keys, each in a window that begins with its first. */
export interface WindowCounts {
  /**
   * Counts one.
   * @returns milliseconds until the next is let through, 0 if this one is; and how many too many there are
   */
  readonly take: (key: string) => { readonly waitMs: number; readonly over: number };
  /** Lets nothing more of a key through for `waitMs` milliseconds, at most a window. @returns whether something was till now */
  readonly block: (key: string, waitMs: number) => boolean;
  /** Keys that are held. */
  readonly size: () => number;
}

/**
 * Counts in memory. It answers at once and not by a promise, so that the events of a socket stay in their order; windows
 * that are over are dropped as others begin, so that it holds those of one window at most.
 * @param now milliseconds of a clock that does not go back
 */
export const createWindowCounts = ({ points, seconds }: LimitSize, now: () => number): WindowCounts => {
  /** By key; those that end first stand first. */
  const windows = new Map<string, { used: number; readonly endsAt: number }>();

  const begin = (key: string, used: number, endsAt: number): void => {
    windows.delete(key);
    const time = now();
    for (const [old, window] of windows) {
      if (window.endsAt > time) break;
      windows.delete(old);
    }
    windows.set(key, { used, endsAt });
  };

  return {
    take(key) {
      const time = now();
      const window = windows.get(key);
      if (window === undefined || window.endsAt <= time) {
        begin(key, 1, time + seconds * 1e3);
        return { waitMs: 0, over: 0 };
      }
      window.used += 1;
      const over = Math.max(window.used - points, 0);
      return { waitMs: over > 0 ? Math.ceil(window.endsAt - time) : 0, over };
    },
    block(key, waitMs) {
      const window = windows.get(key);
      const news = window === undefined || window.endsAt <= now() || window.used <= points;
      begin(key, points + 1, now() + waitMs);
      return news;
    },
    size: () => windows.size,
  };
};
