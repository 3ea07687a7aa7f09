import { and, or } from '../metrics/promql/set.ts';
import { type Bound, type Condition, decided } from './condition.ts';

type Join = <L extends string, N extends string, M extends string>(
  left: Condition<L, N>,
  right: Condition<NoInfer<L>, M>,
) => Condition<L, N | M>;

const boundsOf = <N extends string, M extends string>(
  left: Pick<Condition<never, N>, 'bounds'>,
  right: Pick<Condition<never, M>, 'bounds'>,
): readonly Bound<N | M>[] => [...left.bounds, ...right.bounds];

/** Holds where both do; the value is that of the first. */
export const both: Join = (left, right) => decided(and(left, right), boundsOf(left, right));

/** Holds where one of them does; the value is that of the first that does. */
export const either: Join = (left, right) => decided(or(left, right), boundsOf(left, right));
