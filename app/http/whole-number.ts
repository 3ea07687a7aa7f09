import { z } from 'zod';

/** Ids beyond this are not exact as numbers, and no table gets there. */
export const largestId = Number.MAX_SAFE_INTEGER;

/** A whole number from 0 to `most` in an address. */
export const wholeNumber = (name: string, most: number) =>
  z
    .string(`${name} must be given once`)
    .regex(/^\d{1,16}$/, `${name} must be a whole number`)
    .transform(Number)
    .refine((value) => value <= most, `${name} must be at most ${most}`);
