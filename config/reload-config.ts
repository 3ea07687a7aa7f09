import { once } from 'node:events';
import { extname } from 'node:path';
import { Worker } from 'node:worker_threads';
import { ConfigError } from './config-error.ts';
import type { Config } from './load-config.ts';

type Loaded = { readonly config: Config } | { readonly sentence: string };

/**
 * Loads a configuration as it is now, though this process has loaded it before, and every file that it imports.
 * @throws ConfigError as `loadConfig` does
 */
export const reloadConfig = async (file: string): Promise<Config> => {
  const thread = new Worker(new URL(`config-thread${extname(import.meta.filename)}`, import.meta.url), {
    workerData: file,
  });
  try {
    const [loaded]: Loaded[] = await once(thread, 'message');
    if (loaded && 'config' in loaded) return loaded.config;
    throw new ConfigError(loaded?.sentence ?? `${file}: does not load.`);
  } finally {
    await thread.terminate();
  }
};
