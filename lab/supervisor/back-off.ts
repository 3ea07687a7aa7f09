/** Milliseconds to wait before a service that died is started again. */
export interface BackOff {
  readonly firstMs: number;
  readonly longestMs: number;
  /** Health of this length makes the next wait the first one again. */
  readonly forgetAfterMs: number;
}

/** Quick enough that one crash is hardly seen, slow enough that a crash loop does not eat the machine. */
export const defaultBackOff: BackOff = { firstMs: 1000, longestMs: 30_000, forgetAfterMs: 60_000 };

/**
 * The next wait: the first one, or twice the one before.
 * @param previousMs the wait before this one; absent at the first death
 * @param upForMs how long the service was up before it died; 0 where it never was
 */
export const nextDelay = (backOff: BackOff, previousMs: number | undefined, upForMs: number): number =>
  previousMs === undefined || upForMs >= backOff.forgetAfterMs
    ? backOff.firstMs
    : Math.min(previousMs * 2, backOff.longestMs);
