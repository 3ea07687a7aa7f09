import type { ConfigInput } from './schema.ts';

/**
 * Types a `gapwatch.config.ts`: editors complete its keys, and the compiler refuses what is not one.
 * Values are checked when the file is loaded.
 */
export const defineConfig = (config: ConfigInput): ConfigInput => config;
