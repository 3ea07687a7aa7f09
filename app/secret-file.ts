import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { StartError } from './start-error.ts';

/** Where a secret is told from. */
export interface SecretPlace {
  /** What it is, as the beginning of a sentence. */
  readonly what: string;
  /** Environment variable that may name its file, and wins. */
  readonly variable: string;
  /** Key of the configuration that names its file, and what it says. */
  readonly key: string;
  readonly file: string;
}

/** The file of a secret: where the environment says, from the working directory, else where the configuration says, from its folder. */
export const secretPath = (
  { variable, file }: Pick<SecretPlace, 'variable' | 'file'>,
  root: string,
  env: NodeJS.ProcessEnv,
): string => {
  const given = env[variable];
  return given ? resolve(given) : resolve(root, file);
};

/**
 * Reads a secret without the spaces and line ends around it.
 * @throws StartError if the file cannot be read or has fewer bytes than `leastBytes`
 */
export const readSecret = async (
  place: SecretPlace,
  { root, env, leastBytes }: { readonly root: string; readonly env: NodeJS.ProcessEnv; readonly leastBytes: number },
): Promise<string> => {
  const path = secretPath(place, root, env);
  const named = env[place.variable] ? `the file that ${place.variable} names` : place.key;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new StartError(`${place.what} cannot be read (${reason}); write it into ${named}.`, { cause });
  });
  const secret = text.trim();
  const bytes = Buffer.byteLength(secret);
  if (bytes >= leastBytes) return secret;
  throw new StartError(
    `${place.what} has ${bytes} bytes in ${path}, at least ${leastBytes} are needed; write more into ${named}.`,
  );
};
