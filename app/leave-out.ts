/** Servers that the app can run without. */
export interface LeftOut {
  readonly redis: boolean;
  readonly elasticsearch: boolean;
}

/**
 * Reads `GAPWATCH_WITHOUT`, a list of server names between commas; it may name servers that are not the app's.
 * Without redis the workers of one machine talk through the primary process; without elasticsearch log lines go to the
 * console only.
 */
export const readLeftOut = (env: NodeJS.ProcessEnv): LeftOut => {
  const named = (env.GAPWATCH_WITHOUT ?? '').split(',').map((name) => name.trim());
  return { redis: named.includes('redis'), elasticsearch: named.includes('elasticsearch') };
};
