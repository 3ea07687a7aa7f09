import { z } from 'zod';

/**
 * A text that people read: well-formed, not only of spaces, and of at most `longest` characters.
 * @param name begins the sentences of a refusal
 */
export const plainText = (name: string, longest: number) =>
  z
    .string(`${name} must be a text`)
    .refine((value) => value.isWellFormed(), `${name} is not well-formed Unicode`)
    .refine((value) => value.trim() !== '', `${name} is empty`)
    // Counted as MySQL does: an emoji is one character.
    .refine((value) => [...value].length <= longest, `${name} has more than ${longest} characters`);
