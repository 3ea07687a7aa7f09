import { homedir } from 'node:os';
import { join } from 'node:path';

/** Where programs are kept that were fetched once: GAPWATCH_CACHE, else `gapwatch` in the user's cache. */
export const cacheFolder = (env: NodeJS.ProcessEnv): string =>
  env.GAPWATCH_CACHE ?? join(env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'gapwatch');
