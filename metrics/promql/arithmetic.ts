import { binary } from './binary.ts';

/** `left + right` */
export const add = binary('+');

/** `left - right` */
export const subtract = binary('-');

/** `left * right` */
export const multiply = binary('*');

/** `left / right`; nothing where `right` has no series, NaN where both are zero. */
export const divide = binary('/');
