import { binary } from './binary.ts';
import { derived, type Vector } from './vector.ts';

/** `left + right` */
export const add = binary('+');

/** `left - right` */
export const subtract = binary('-');

/** `left * right` */
export const multiply = binary('*');

/** `left / right`; nothing where `right` has no series, NaN where both are zero. */
export const divide = binary('/');

/** The next whole number, where it is none. */
export const ceil = <L extends string>(vector: Vector<'gauge', L>): Vector<'gauge', L> =>
  derived({ type: 'call', name: 'ceil', args: [vector.node] });
