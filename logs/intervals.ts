/** Whole numbers that follow each other, both ends among them. */
export interface Interval {
  readonly from: number;
  readonly to: number;
}

/** A set of whole numbers, which costs memory by its gaps and not by its numbers. */
export interface Intervals {
  readonly add: (from: number, to?: number) => void;
  readonly has: (number: number) => boolean;
  /** In order, none touching another. */
  readonly list: () => readonly Interval[];
}

/** Makes an empty set. Numbers in order are added fastest. */
export const createIntervals = (): Intervals => {
  const parts: Interval[] = [];

  /** The first part that ends at `number` or behind it. */
  const placeOf = (number: number): number => {
    let [low, high] = [0, parts.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((parts[middle]?.to ?? 0) < number) low = middle + 1;
      else high = middle;
    }
    return low;
  };

  return {
    add(from, to = from) {
      const first = placeOf(from - 1);
      let [last, merged] = [first, { from, to }];
      for (let part = parts[last]; part !== undefined && part.from <= to + 1; part = parts[last]) {
        merged = { from: Math.min(merged.from, part.from), to: Math.max(merged.to, part.to) };
        last += 1;
      }
      if (first === parts.length) parts.push(merged);
      else parts.splice(first, last - first, merged);
    },
    has(number) {
      const part = parts[placeOf(number)];
      return part !== undefined && part.from <= number;
    },
    list: () => parts,
  };
};

/** What is in the first and not in the second; both in order. */
export const without = (all: readonly Interval[], some: readonly Interval[]): Interval[] => {
  const left: Interval[] = [];
  let i = 0;
  for (const { from, to } of all) {
    let start = from;
    while (i < some.length && (some[i]?.to ?? 0) < start) i += 1;
    for (let j = i; start <= to; j += 1) {
      const next = some[j];
      if (next === undefined || next.from > to) {
        left.push({ from: start, to });
        break;
      }
      if (next.from > start) left.push({ from: start, to: next.from - 1 });
      start = next.to + 1;
    }
  }
  return left;
};

/** How many numbers there are. */
export const countOf = (parts: readonly Interval[]): number =>
  parts.reduce((sum, { from, to }) => sum + to - from + 1, 0);
