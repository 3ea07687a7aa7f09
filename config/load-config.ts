import { existsSync } from 'node:fs';
import { dirname, resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { z } from 'zod';
import { ConfigError, describeIssue } from './config-error.ts';
import { configSchema } from './schema.ts';

type DeepReadonly<T> = T extends object ? { readonly [K in keyof T]: DeepReadonly<T[K]> } : T;

/** A checked configuration, complete with defaults. `root` is the folder of its file; relative paths start there. */
export type Config = DeepReadonly<z.output<typeof configSchema>> & { readonly root: string };

/**
 * Checks a configuration and fills in the defaults.
 * @param file what an error names, and whose folder relative paths start from
 * @throws ConfigError for an unknown key or a value that does not fit, all of them in one message, a sentence each
 */
export const parseConfig = (input: unknown, file: string): Config => {
  const parsed = configSchema.safeParse(input);
  if (!parsed.success) {
    const sentences = parsed.error.issues.flatMap((issue) => describeIssue(issue, input));
    throw new ConfigError(sentences.map((sentence) => `${file}: ${sentence}`).join('\n'), { cause: parsed.error });
  }
  return { ...parsed.data, root: dirname(resolve(file)) };
};

/**
 * Loads a configuration file (default: `gapwatch.config.ts` of the working directory).
 * @throws ConfigError if it is missing, does not load, has no default export, or is refused by {@link parseConfig}
 */
export const loadConfig = async (file = 'gapwatch.config.ts'): Promise<Config> => {
  const path = resolve(file);
  if (!existsSync(path)) {
    throw new ConfigError(
      `${file}: no such file; write one with \`export default defineConfig({})\`, or name it with --config.`,
    );
  }
  const module: unknown = await import(pathToFileURL(path).href).catch((cause: unknown) => {
    throw new ConfigError(`${file}: does not load: ${cause instanceof Error ? cause.message : String(cause)}`, {
      cause,
    });
  });
  if (typeof module !== 'object' || module === null || !('default' in module)) {
    throw new ConfigError(`${file}: has no default export; write \`export default defineConfig({ … })\`.`);
  }
  return parseConfig(module.default, file);
};
