import type { z } from 'zod';

/**
 * Gets a URL and reads its JSON as `schema` says.
 * @throws Error if nothing answers, or something else does
 */
export const getJson = async <S extends z.ZodType>(
  url: string,
  schema: S,
  signal: AbortSignal,
): Promise<z.output<S>> => {
  const response = await fetch(url, { signal });
  if (!response.ok) throw new Error(`${url} answers ${response.status}`);
  return schema.parse(await response.json());
};
