import { createAdapter as createClusterAdapter } from '@socket.io/cluster-adapter';
import { createAdapter as createRedisAdapter } from '@socket.io/redis-streams-adapter';
import { register } from '../../metrics/prom-client.ts';
import type { ShareCounts } from '../limits/limit.ts';
import { shareByPrimary, shareByRedis, shareWithNobody } from '../limits/shared-counts.ts';
import type { Log } from '../logging/log.ts';
import { chatMetrics } from '../metrics.ts';
import type { OpenPresenceStore } from '../presence/presence-store.ts';
import { openPrimaryStore, type PresenceChannel } from '../presence/primary-store.ts';
import { openRedisStore, usualLease } from '../presence/redis-store.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { connectRedis } from './redis-connection.ts';
import { longestRead } from './redis-reader.ts';

/** How the workers hear of each other's broadcasts and people. */
export interface WorkerLink {
  readonly adapter: ReturnType<typeof createRedisAdapter> | ReturnType<typeof createClusterAdapter>;
  /** Whether a client that lost its connection for a moment can resume it, and gets what was broadcast meanwhile. */
  readonly resumes: boolean;
  readonly openPresence: OpenPresenceStore;
  readonly shareCounts: ShareCounts;
  readonly close: () => Promise<void>;
}

interface LinkOptions {
  readonly telemetry: Telemetry;
  readonly worker: string;
}

/**
 * Links the workers of one machine through their primary process, which must have called `setupPrimary`.
 * @param options.workers how many there are
 */
export const linkByPrimary = (
  channel: PresenceChannel,
  { telemetry, worker, workers }: LinkOptions & { readonly workers: number },
): WorkerLink => {
  register(telemetry.registry, chatMetrics.adapterUp, 'min').set({ worker }, 1);
  return {
    adapter: createClusterAdapter(),
    resumes: false,
    openPresence: openPrimaryStore(channel),
    shareCounts: workers > 1 ? shareByPrimary : shareWithNobody,
    close: async () => {},
  };
};

/**
 * Links the workers of all machines through Redis; waits until Redis answers for the first time. While it is away
 * or hangs later, people of one worker hear and see each other only.
 * @throws Error if the signal aborts before that
 * @param options.prefix tells this service's streams and keys from others in the same Redis
 */
export const linkByRedis = async (
  server: { readonly host: string; readonly port: number },
  options: LinkOptions & {
    readonly prefix: string;
    readonly rooms: readonly string[];
    readonly log: Log;
    readonly signal: AbortSignal;
  },
): Promise<WorkerLink> => {
  const { telemetry, worker, prefix } = options;
  const up = register(telemetry.registry, chatMetrics.adapterUp, 'min');
  const redis = await connectRedis(server, options);
  telemetry.beforeCollect(() => up.set({ worker }, redis.isUp() ? 1 : 0));
  return {
    adapter: createRedisAdapter(redis.client, {
      streamName: prefix,
      channelPrefix: prefix,
      sessionKeyPrefix: `${prefix}:session:`,
      onlyPlaintext: true,
      blockTimeInMs: longestRead,
    }),
    resumes: true,
    openPresence: openRedisStore(redis, { ...options, lease: usualLease }),
    shareCounts: shareByRedis(redis.run, prefix),
    close: redis.close,
  };
};
