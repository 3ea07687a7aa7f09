import { readFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { ConfigError } from './config-error.ts';

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

/** How a secret is read. */
interface ReadOptions {
  /** Folder of the configuration. */
  readonly root: string;
  readonly env: NodeJS.ProcessEnv;
  readonly leastBytes: number;
}

/**
 * Reads the secrets of a file, one a line, without the spaces around them.
 * @throws ConfigError if the file cannot be read, or one of them has fewer bytes than `leastBytes`
 */
export const readSecrets = async (
  place: SecretPlace,
  { root, env, leastBytes }: ReadOptions,
): Promise<readonly [string, ...string[]]> => {
  const path = secretPath(place, root, env);
  const named = env[place.variable] ? `the file that ${place.variable} names` : place.key;
  const text = await readFile(path, 'utf8').catch((cause: unknown) => {
    const reason = cause instanceof Error ? cause.message : String(cause);
    throw new ConfigError(`${place.what} cannot be read (${reason}); write it into ${named}.`, { cause });
  });
  const [first = '', ...others] = text.trim().split(/\s*\n\s*/);
  for (const [line, secret] of [first, ...others].entries()) {
    const bytes = Buffer.byteLength(secret);
    if (bytes >= leastBytes) continue;
    const where = others.length > 0 ? `line ${line + 1} of ${path}` : path;
    throw new ConfigError(
      `${place.what} has ${bytes} bytes in ${where}, at least ${leastBytes} are needed; write more into ${named}.`,
    );
  }
  return [first, ...others];
};

/**
 * Reads a secret from the first line of a file.
 * @throws ConfigError as {@link readSecrets} does
 */
export const readSecret = async (place: SecretPlace, options: ReadOptions): Promise<string> =>
  (await readSecrets(place, options))[0];
