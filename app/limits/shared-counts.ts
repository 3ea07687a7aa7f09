import { RateLimiterCluster, RateLimiterClusterMaster, RateLimiterRedis, RateLimiterRes } from 'rate-limiter-flexible';
import type { ShareCounts } from './limit.ts';

/** Milliseconds that the primary may take to answer. */
const patience = 1_000;

/** Runs a script in Redis. @throws Error soon if Redis is away or hangs */
export type RunScript = (script: string, keys: string[], args: string[]) => Promise<unknown>;

/**
 * Counts in Redis, for the workers of all machines.
 * @param prefix tells this service's keys from others in the same Redis
 */
export const shareByRedis =
  (run: RunScript, prefix: string): ShareCounts =>
  (name, { points, seconds }) =>
    new RateLimiterRedis({
      // All that the limiter asks of a client.
      storeClient: {
        eval: (script: string, { keys, arguments: args }: { keys: string[]; arguments: string[] }) =>
          run(script, keys, args),
      },
      useRedisPackage: true,
      keyPrefix: `${prefix}:limit:${name}`,
      points,
      duration: seconds,
    });

/** Counts in the primary, for the workers of this machine; it must have called {@link keepCounts}. */
export const shareByPrimary: ShareCounts = (name, { points, seconds }) =>
  new RateLimiterCluster({ keyPrefix: name, points, duration: seconds, timeoutMs: patience });

/** Counts nothing: the only worker of a service knows all by itself, and a word to the primary for each event is a fifteenth of its work. */
export const shareWithNobody: ShareCounts = () => ({ consume: async () => new RateLimiterRes() });

/** Keeps the counts of the workers in this process, the primary. */
export const keepCounts = (): void => {
  new RateLimiterClusterMaster();
};
