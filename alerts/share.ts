import type { Fixed } from '../metrics/promql/duration.ts';
import type { Course, Values } from './course.ts';
import type { Samples } from './series.ts';

interface Share<N extends string> {
  /** Limit of the share that the part has of the whole. */
  readonly share: N;
  /** Limit of the number of the part within a time, or a number that is enough for everything. */
  readonly count: N | number;
  readonly within: Fixed;
}

/** Two counters, of a part and of the rest, such that the part has the share and the number of a course. Of a share of nothing there is no part. */
export const partAndRest = <N extends string>(
  course: Course<N>,
  { share, count, within: { seconds } }: Share<N>,
): { readonly part: Samples; readonly rest: Samples } => {
  const numberOf = (values: Values<N>): number => (typeof count === 'number' ? count : values[count]) / seconds;
  return {
    part: course.counter((values) => (values[share] > 0 ? numberOf(values) : 0)),
    rest: course.counter((values) => (numberOf(values) * (1 - values[share])) / (values[share] || 1)),
  };
};
