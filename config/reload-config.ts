import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ConfigError } from './config-error.ts';
import type { Config } from './load-config.ts';

/** Milliseconds. */
const loadWithinMs = 30_000;

type Loaded = { readonly config: Config } | { readonly sentence: string };

/**
 * Loads a configuration as it is now, though this process has loaded it before, and every file that it imports.
 * @throws ConfigError as `loadConfig` does
 */
export const reloadConfig = async (file: string): Promise<Config> => {
  const thread = new Worker(new URL(`config-thread${extname(import.meta.filename)}`, import.meta.url), {
    workerData: file,
  });
  const signal = AbortSignal.timeout(loadWithinMs);
  // A configuration may end the thread that loads it, or wait for something that never comes.
  const ended = once(thread, 'exit', { signal }).then(
    (): Loaded => ({ sentence: `${file} ended before it gave a configuration.` }),
    (): Loaded => ({ sentence: `${file} gave no configuration within ${loadWithinMs / 1e3} s.` }),
  );
  try {
    const loaded = await Promise.race([once(thread, 'message').then(([first]: Loaded[]) => first), ended]);
    if (loaded && 'config' in loaded) return loaded.config;
    throw new ConfigError(loaded?.sentence ?? `${file}: does not load.`);
  } finally {
    await thread.terminate();
  }
};
