import { binary } from './binary.ts';

/** Keeps the series of `left` that are greater than `right`. */
export const above = binary('>');

/** Keeps the series of `left` that are less than `right`. */
export const below = binary('<');

/** Keeps the series of `left` that are at least `right`. */
export const atLeast = binary('>=');

/** Keeps the series of `left` that equal `right`. */
export const equals = binary('==');

/** Keeps the series of `left` that differ from `right`. */
export const differs = binary('!=');
