import { z } from 'zod';

/** Something that takes room on a screen: neither space nor control, nor one of the letters that Unicode lets nobody see. */
const visible = /[^\p{Z}\p{Cc}\p{Cf}\p{Default_Ignorable_Code_Point}\u2800]/u;

/**
 * A text that people read: well-formed, not only of what nobody sees, and of at most `longest` characters.
 * @param name begins the sentences of a refusal
 */
export const plainText = (name: string, longest: number) =>
  z
    .string(`${name} must be a text`)
    .refine((value) => value.isWellFormed(), `${name} is not well-formed Unicode`)
    .refine((value) => visible.test(value), `${name} is empty`)
    // Counted as MySQL does: an emoji is one character.
    .refine((value) => [...value].length <= longest, `${name} has more than ${longest} characters`);
