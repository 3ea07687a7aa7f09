import type { z } from 'zod';
import { CollectorError } from './engine/collector.ts';

/** Characters of an answer that a sentence shows. */
const shown = 200;

/** What an answer says, on one line and not too long for a sentence. */
export const excerpt = (text: string): string => {
  const line = text.replace(/\s+/g, ' ').trim();
  return line.length > shown ? `${line.slice(0, shown)}...` : line;
};

/** @param what begins the sentence: whose answer, to what. @throws CollectorError if the text is not JSON */
export const parseAnswer = (text: string, what: string): unknown => {
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new CollectorError(`${what} is not JSON: ${excerpt(text)}`, { cause });
  }
};

/**
 * @param what begins the sentence: whose answer, to what
 * @param index of the value in its list
 * @throws CollectorError if the value is not as the schema says
 */
export const validateAnswer = <S extends z.ZodType>(
  value: unknown,
  schema: S,
  what: string,
  ...index: number[]
): z.output<S> => {
  const result = schema.safeParse(value);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  const place = [...index, ...(issue?.path ?? [])].join('.') || 'the whole';
  throw new CollectorError(`${what} is not as its API says: ${place}: ${issue?.message}.`, { cause: result.error });
};
