/** An item was not written: too many were waiting, or it had waited for too long. */
class WaitError extends Error {
  override name = 'WaitError';
}

/** How items are gathered. */
export interface BatchOptions {
  /** Items of one batch. */
  readonly most: number;
  /** Items that may wait; one more is refused. */
  readonly waiting: number;
  /** Milliseconds until an item that waits is given up. */
  readonly waitMs: number;
  /** Whether the items of a batch that failed with this error may be tried in two: none of them was written. */
  readonly mayRepeat: (error: unknown) => boolean;
}

/** Writes items, those that come together in one go. */
export interface Batches<T, R> {
  /** Gives what became of the item. @throws what its writing threw, or Error if it had to wait for too long */
  readonly add: (item: T) => Promise<R>;
  /** Items that wait now. */
  readonly waiting: () => number;
}

interface Waiter<T, R> {
  readonly item: T;
  readonly resolve: (result: R) => void;
  readonly reject: (error: unknown) => void;
  timer?: NodeJS.Timeout;
}

/**
 * Gathers items into batches, one under way at a time: an item that comes while there is none goes at once, those that come
 * meanwhile go together in the next one, in their order. A busy writer so does more with each batch, and an idle one makes
 * nobody wait.
 * @param write writes a batch, all of it or nothing, and gives the results in the order of the items
 */
export const createBatches = <T, R>(
  write: (items: readonly T[]) => Promise<readonly R[]>,
  { most, waiting, waitMs, mayRepeat }: BatchOptions,
): Batches<T, R> => {
  const queue: Waiter<T, R>[] = [];
  let busy = false;

  /** @returns why nothing more may be tried now; undefined where that which failed is about one item only */
  const tryAll = async (batch: readonly Waiter<T, R>[]): Promise<unknown> => {
    try {
      const results = await write(batch.map(({ item }) => item));
      for (const [place, result] of results.entries()) batch[place]?.resolve(result);
      return undefined;
    } catch (error) {
      if (batch.length > 1 && mayRepeat(error)) return tryHalves(batch);
      for (const { reject } of batch) reject(error);
      return mayRepeat(error) ? undefined : error;
    }
  };

  /** Finds the item that is refused in as many steps as the batch can be halved. */
  const tryHalves = async (batch: readonly Waiter<T, R>[]): Promise<unknown> => {
    const middle = Math.ceil(batch.length / 2);
    const fault = await tryAll(batch.slice(0, middle));
    if (fault === undefined) return tryAll(batch.slice(middle));
    // It is not about an item, and would meet the others too.
    for (const { reject } of batch.slice(middle)) reject(fault);
    return fault;
  };

  const start = async (batch: readonly Waiter<T, R>[]): Promise<void> => {
    busy = true;
    for (const { timer } of batch) clearTimeout(timer);
    await tryAll(batch);
    busy = false;
    if (queue.length > 0) void start(queue.splice(0, most));
  };

  const wait = (waiter: Waiter<T, R>): void => {
    if (queue.length >= waiting) {
      waiter.reject(new WaitError(`${waiting} messages wait to be stored already.`));
      return;
    }
    waiter.timer = setTimeout(() => {
      queue.splice(queue.indexOf(waiter), 1);
      waiter.reject(
        new WaitError(`The message could not be stored within ${waitMs} ms, as others before it were not.`),
      );
    }, waitMs);
    queue.push(waiter);
  };

  return {
    add: (item) =>
      new Promise<R>((resolve, reject) => {
        const waiter = { item, resolve, reject };
        if (busy) wait(waiter);
        else void start([waiter]);
      }),
    waiting: () => queue.length,
  };
};
