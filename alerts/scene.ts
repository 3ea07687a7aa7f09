import type { Fixed } from '../metrics/promql/duration.ts';
import type { Bound } from './condition.ts';
import type { Course } from './course.ts';
import type { InputSeries } from './series.ts';
import type { Target } from './series-name.ts';

/** What a value is while all is well, just on the harmless side of its limit, and just beyond it. */
export interface Levels {
  readonly good: number;
  readonly inside: number;
  readonly beyond: number;
}

/**
 * How the values that an alert compares become series. From it come the tests of every edge: the alert fires when all of them are
 * just beyond their limits for just as long as it waits, not a step earlier; and it is quiet when one of them is just inside,
 * when they go back and forth, and when the series vanish.
 */
export interface Scene<L extends string, N extends string> {
  /** What happens, as the name of the test. */
  readonly when: string;
  /** Labels of the alert that fires. */
  readonly labels: { readonly [K in L]: string };
  /** The series of a target from which the values come that take such a course. */
  readonly given: (target: Target, course: Course<NoInfer<N>>) => readonly InputSeries[];
  /** What differs from the usual levels: a hundredth of the limit to each side of it. */
  readonly levels?: { readonly [K in N]?: Partial<Levels> };
  /** The limits whose edges this scene shows; all of them, unless an alert has several scenes. */
  readonly edges?: readonly NoInfer<N>[];
  /** The value that the alert then tells, where it is not that of its first limit. */
  readonly value?: number;
  /** Time from the change of the values until the expression holds, where it is not the time that it looks back. */
  readonly holdsAfter?: Fixed;
}

/**
 * A value in as many digits as texts tell, so that it never lies half-way between two of them, where what floats lose decides
 * which one is told. Of a minute and more they tell whole seconds.
 */
export const tellable = (value: number): number => (Math.abs(value) < 60 ? Number(value.toPrecision(4)) : value);

const firstIsGood = (bound: Bound): number => (bound.is === '>' ? 0 : bound.value * 2 + 1);

/**
 * The levels of a limit.
 * @param own those that differ from the usual ones
 * @param place.isFirst whether the value is the one that changes; the others are beyond their limits all the time
 * @param place.looksBack whether the expression computes over time, so that it meets a limit up to rounding only
 */
export const levelsOf = (
  bound: Bound,
  own: Partial<Levels>,
  { isFirst, looksBack }: { readonly isFirst: boolean; readonly looksBack: boolean },
): Levels => {
  const { value, is } = bound;
  // Of the smallest numbers there is no hundredth.
  const step = value === 0 ? 1 : Math.abs(value) / 100 || Math.abs(value);
  const sign = is === '<' ? -1 : 1;
  const beyond = own.beyond ?? (is === '==' ? value : tellable(value + sign * step));
  const inside = is === '==' ? value + 1 : looksBack && value !== 0 ? value - sign * step : value;
  return { good: isFirst ? firstIsGood(bound) : beyond, inside, ...own, beyond };
};
