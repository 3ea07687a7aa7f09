/** Chance that repeats itself from the same seed. */
export interface Random {
  /** At least 0, below 1. */
  readonly next: () => number;
  /** At least `from`, below `to`. */
  readonly between: (from: number, to: number) => number;
  readonly pick: <T>(list: readonly T[]) => T;
}

/**
 * A small generator of even numbers, good enough for play.
 * @see https://en.wikipedia.org/wiki/Xorshift, the 32-bit form
 */
export const createRandom = (seed: number): Random => {
  // Zero would stay zero for ever; multiplying spreads neighbouring seeds.
  let state = Math.imul(seed + 1, 2_654_435_761) >>> 0 || 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    state >>>= 0;
    return state / 2 ** 32;
  };
  return {
    next,
    between: (from, to) => from + next() * (to - from),
    pick(list) {
      const one = list[Math.floor(next() * list.length)];
      if (one === undefined) throw new Error('Nothing to pick from: the list is empty.');
      return one;
    },
  };
};
