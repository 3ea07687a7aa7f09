import type { Samples } from './series.ts';

/** Values by the names of the limits that they are held against. */
export type Values<N extends string> = { readonly [K in N]: number };

/** A time for which values stay the same; undefined where the series are gone. */
export interface Span<N extends string = string> {
  readonly values: Values<N> | undefined;
  readonly seconds: number;
}

type Of<N extends string> = (values: Values<N>) => number;

/** How values go, as the samples of the series that they come from. Without a function it is the first value that is meant. */
export interface Course<N extends string> {
  /** A gauge. */
  readonly gauge: (of?: Of<N>) => Samples;
  /** A counter that grows by so much a second. */
  readonly counter: (perSecond?: Of<N>) => Samples;
  /** A series of 1 that is there only while the values say so. */
  readonly present: (when: (values: Values<N>) => boolean) => Samples;
  /** A gauge that holds a point in time so many seconds ago; ahead where they are negative. */
  readonly clock: (secondsAgo?: Of<N>) => Samples;
}

/** A line that begins at `from` and grows by `step` with each of so many samples. */
const line = (from: number, step: number, samples: number): Samples =>
  step === 0 ? `${from}x${samples - 1}` : `${from}${step < 0 ? '-' : '+'}${Math.abs(step)}x${samples - 1}`;

const vanished = (samples: number): Samples => (samples > 1 ? `stale _x${samples - 1}` : 'stale');

/**
 * The course of spans that follow each other.
 * @param every seconds from sample to sample, of which each span is a multiple
 */
export const courseOf = <N extends string>(spans: readonly Span<N>[], every: number): Course<N> => {
  /** @param draw the samples of a span, which begins at so many seconds */
  const drawn = (of: Of<N>, draw: (value: number, samples: number, begins: number) => Samples): Samples => {
    let begins = 0;
    const pieces: Samples[] = [];
    for (const { values, seconds } of spans.filter((span) => span.seconds > 0)) {
      const samples = Math.round(seconds / every);
      pieces.push(values ? draw(of(values), samples, begins) : vanished(samples));
      begins += seconds;
    }
    return pieces.join(' ');
  };
  const first: Of<N> = (values) => Object.values<number>(values)[0] ?? 0;
  return {
    gauge: (of = first) => drawn(of, (value, samples) => line(value, 0, samples)),
    counter: (perSecond = first) => {
      let count = 0;
      return drawn(perSecond, (value, samples) => {
        const [from, step] = [count, value * every];
        count += step * samples;
        return line(from, step, samples);
      });
    },
    present: (when) =>
      drawn(
        (values) => (when(values) ? 1 : 0),
        (value, samples) => (value ? line(1, 0, samples) : vanished(samples)),
      ),
    clock: (secondsAgo = first) => drawn(secondsAgo, (value, samples, begins) => line(begins - value, every, samples)),
  };
};
