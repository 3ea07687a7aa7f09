import { createRandom } from '../../lab/people/random.ts';
import type { SeriesLabels } from './remote-write.ts';

/** Makes the values of some series, step by step. */
export interface Producer {
  readonly labels: readonly SeriesLabels[];
  /** Values at the next moments, for each of the series. @param times Unix time in milliseconds */
  readonly next: (times: Float64Array) => readonly Float64Array[];
}

/** How a series moves. */
export type Movement = 'counts' | 'sums' | 'wanders' | 'stays';

const stepSeconds = 15;

/** A day has an evening and a night: from 0.3 to 1.7 of the mean. */
const load = (time: number): number => 1 + 0.7 * Math.sin((time / 86_400_000) * 2 * Math.PI);

/** A counter, a sum, a gauge or something that never changes; a process begins anew once in a day. */
export const producerOf = (labels: SeriesLabels, movement: Movement, level: number, seed: number): Producer => {
  const { next: random } = createRandom(seed);
  const restartsAt = random() * 86_400_000;
  let value = movement === 'wanders' ? level : movement === 'stays' ? level : 0;
  let rest = 0;
  return {
    labels: [labels],
    next: (times) => [
      times.map((time) => {
        if (movement === 'stays') return level;
        if (movement === 'wanders') {
          value += (level - value) * 0.05 + level * 0.1 * (random() - 0.5);
          return Math.round(value * 1000) / 1000;
        }
        if (Math.abs((time % 86_400_000) - restartsAt) < (stepSeconds * 1000) / 2) [value, rest] = [0, 0];
        rest += level * stepSeconds * load(time) * (0.7 + 0.6 * random());
        const more = movement === 'counts' ? Math.floor(rest) : rest;
        rest -= more;
        value += more;
        return value;
      }),
    ],
  };
};

/** The buckets, count and sum of a histogram, which fit together. */
export const histogramOf = (
  labels: { readonly buckets: readonly SeriesLabels[]; readonly count: SeriesLabels; readonly sum: SeriesLabels },
  level: number,
  seed: number,
): Producer => {
  const { buckets, count, sum } = labels;
  const observations = producerOf(count, 'counts', level, seed);
  // More and more of them from bucket to bucket; all of them below +Inf.
  const shares = buckets.map((_, i) => 1 - 0.6 ** (i + 1)).map((share, i) => (i === buckets.length - 1 ? 1 : share));
  return {
    labels: [...buckets, count, sum],
    next: (times) => {
      const [counts = new Float64Array()] = observations.next(times);
      return [
        ...shares.map((share) => counts.map((one) => Math.round(one * share))),
        counts,
        counts.map((one) => one * 0.042),
      ];
    },
  };
};
