/** Percentiles of many durations in little memory. */
export interface Histogram {
  /** Takes a duration in milliseconds. */
  readonly record: (ms: number) => void;
  readonly summary: () => Summary;
}

/** Durations in milliseconds; NaN of none. */
export interface Summary {
  readonly count: number;
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Steps between a power of two and the next: a percentile is at most 1/128 too high. */
const steps = 128;

/** Powers of two, in microseconds: 2^30 are 18 minutes. */
const powers = 31;

/** Place of a whole number of microseconds: one each below `steps`, and then `steps` for each doubling. */
const placeOf = (us: number): number => {
  if (us < steps) return us;
  const power = Math.min(31 - Math.clz32(us), powers - 1);
  return (power - 6) * steps + ((us >>> (power - 7)) & (steps - 1));
};

/** The largest number of microseconds that belongs to a place. */
const topOf = (place: number): number => {
  if (place < steps) return place;
  const power = Math.floor(place / steps) + 6;
  return (steps + (place % steps) + 1) * 2 ** (power - 7) - 1;
};

/** An empty histogram; it holds some 13 KiB, however much it takes. */
export const createHistogram = (): Histogram => {
  const counts = new Uint32Array((powers - 6) * steps);
  let count = 0;
  let sum = 0;
  let max = Number.NaN;
  const at = (share: number): number => {
    let left = Math.ceil(share * count);
    const place = counts.findIndex((here) => {
      left -= here;
      return left <= 0;
    });
    return count === 0 ? Number.NaN : Math.min(topOf(place) / 1e3, max);
  };
  return {
    record(ms) {
      const place = placeOf(Math.max(0, Math.min(2 ** 31 - 1, Math.round(ms * 1e3))));
      counts[place] = (counts[place] ?? 0) + 1;
      count += 1;
      sum += ms;
      max = max > ms ? max : ms;
    },
    summary: () => ({ count, mean: sum / count, p50: at(0.5), p95: at(0.95), p99: at(0.99), max }),
  };
};
