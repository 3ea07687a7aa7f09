import type { Delivery } from './delivery.ts';
import type { Source } from './source.ts';

/** Requests under way at a time. */
const lanes = 2;

/**
 * Milliseconds that lines gather before they are sent. A request costs the store as much as a hundred lines do; sooner than it
 * refreshes, nobody finds them anyway.
 */
const gatherMs = 1_000;

/** Bytes that need not gather longer. */
const gatherBytes = 1024 * 1024;

/** Ships what lies in sources. */
export interface Shipper {
  /** Lines of that many bytes have been written. */
  readonly wake: (bytes: number) => void;
  readonly add: (source: Source) => void;
  /** When the oldest line was written that waits or is under way, as far as lines have been looked at. */
  readonly oldest: () => number | undefined;
  /** Ships what it can within `withinMs` milliseconds, or until the store takes nothing. Whether that was all. */
  readonly close: (withinMs: number) => Promise<boolean>;
}

/**
 * Ships by turns from the sources, those of dead processes until they are empty, when `onEmpty` hears of them; the first one,
 * of this process, is never empty for good.
 */
export const createShipper = (
  own: Source,
  {
    delivery,
    onEmpty,
    onFailure,
    gather = gatherMs,
  }: {
    readonly delivery: Delivery;
    readonly onEmpty: (source: Source) => Promise<void>;
    /** A source could not be read; it is tried again. */
    readonly onFailure: (error: unknown) => void;
    readonly gather?: number;
  },
): Shipper => {
  const closing = new AbortController();
  const over = new AbortController();
  let orphans: Source[] = [];
  let timer: NodeJS.Timeout | undefined;
  let turn = 0;
  let running = 0;
  let fresh = 0;
  let freshSince = 0;
  let left = false;
  let taking = Promise.resolve();
  let ended = Promise.withResolvers<void>();

  /** The next lines of any source. */
  const take = async () => {
    for (const _ of [own, ...orphans]) {
      turn += 1;
      const source = [own, ...orphans][turn % (orphans.length + 1)] ?? own;
      // Lanes that waited for it would keep this process's own lines waiting.
      if (source.settlesIn() > 0) continue;
      const taken = await source.take(delivery.limit(), delivery.generation() ?? 0);
      if (taken) return taken;
      if (source !== own && source.idle()) {
        orphans = orphans.filter((one) => one !== source);
        await onEmpty(source);
      }
    }
    return undefined;
  };

  /** One reader at a time. */
  const takeInTurn = () => {
    const next = taking.then(take);
    taking = next.then(
      () => {},
      () => {},
    );
    return next;
  };

  const lane = async (): Promise<void> => {
    for (let taken = await takeInTurn(); taken; taken = await takeInTurn()) {
      if (await delivery.deliver(taken, closing.signal, over.signal)) continue;
      left = true;
      return;
    }
  };

  const run = () => {
    clearTimeout(timer);
    timer = undefined;
    fresh = 0;
    while (running < lanes) {
      running += 1;
      void lane()
        .catch((error: unknown) => {
          left = true;
          onFailure(error);
        })
        .finally(endLane);
    }
  };

  const endLane = () => {
    running -= 1;
    // What came while it found nothing more.
    if (fresh > 0 && !closing.signal.aborted) runSoon();
    if (running > 0) return;
    ended.resolve();
    ended = Promise.withResolvers();
  };

  const runSoon = () => {
    if (fresh >= gatherBytes) run();
    else timer ??= setTimeout(run, gather).unref();
  };

  const runWhenSettled = (source: Source) => {
    const left = source.settlesIn();
    if (closing.signal.aborted) return;
    if (left > 0) setTimeout(runWhenSettled, Math.ceil(left), source).unref();
    else run();
  };

  return {
    wake(bytes) {
      if (fresh === 0) freshSince = Date.now();
      fresh += bytes;
      if (running < lanes && !closing.signal.aborted) runSoon();
    },
    add(source) {
      orphans.push(source);
      runWhenSettled(source);
    },
    oldest() {
      const times = [own, ...orphans].flatMap((source) => source.oldest() ?? []);
      if (fresh > 0) times.push(freshSince);
      return times.length > 0 ? Math.min(...times) : undefined;
    },
    async close(withinMs) {
      closing.abort();
      const deadline = setTimeout(() => over.abort(), withinMs);
      const { promise } = ended;
      run();
      await promise;
      clearTimeout(deadline);
      return !left && orphans.length === 0;
    },
  };
};
