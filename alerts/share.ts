import type { Fixed } from '../metrics/promql/duration.ts';
import type { Course, Values } from './course.ts';
import type { Limit } from './limit.ts';
import type { Samples } from './series.ts';

interface Share<N extends string> {
  /** Limit of the share that the part has of the whole. */
  readonly share: Limit<N>;
  /** Limit of the number of the part within a time, or a number that is enough for everything. */
  readonly count: N | number;
  readonly within: Fixed;
}

/**
 * Counters of a part, of the rest and of both, such that the part has the share and the number of a course. Of a share of nothing
 * there is no part, but a whole as large as at the limit: of a small one the first of a part would be too large a share.
 */
export const partAndRest = <N extends string>(
  course: Course<N>,
  { share, count, within: { seconds } }: Share<N>,
): Readonly<Record<'part' | 'rest' | 'all', Samples>> => {
  const numberOf = (values: Values<N>): number => (typeof count === 'number' ? count : values[count]) / seconds;
  const part = (values: Values<N>): number => (values[share.name] > 0 ? numberOf(values) : 0);
  const all = (values: Values<N>): number => numberOf(values) / (values[share.name] || share.value || 1);
  return {
    part: course.counter(part),
    rest: course.counter((values) => all(values) - part(values)),
    all: course.counter(all),
  };
};
