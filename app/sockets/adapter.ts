import { createAdapter as createClusterAdapter } from '@socket.io/cluster-adapter';
import { createAdapter as createRedisAdapter } from '@socket.io/redis-streams-adapter';
import { createClient } from 'redis';
import { register } from '../../metrics/prom-client.ts';
import type { Log } from '../logging/log.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { watchRedis } from './redis-watch.ts';

/** How the workers hear of each other's broadcasts. */
export interface WorkerLink {
  readonly adapter: ReturnType<typeof createRedisAdapter> | ReturnType<typeof createClusterAdapter>;
  readonly close: () => void;
}

interface LinkOptions {
  readonly telemetry: Telemetry;
  readonly worker: string;
}

/** Milliseconds until Redis is tried again. */
const retryMs = 500;

/** Links the workers of one machine through their primary process, which must have called `setupPrimary`. */
export const linkByPrimary = ({ telemetry, worker }: LinkOptions): WorkerLink => {
  register(telemetry.registry, chatMetrics.adapterUp).set({ worker }, 1);
  return { adapter: createClusterAdapter(), close: () => {} };
};

/**
 * Links the workers of all machines through Redis streams; waits until Redis answers for the first time. While it is away
 * or hangs later, people of one worker hear each other only.
 * @throws Error if the signal aborts before that
 * @param options.stream tells this service's streams from others in the same Redis
 */
export const linkByRedis = async (
  server: { readonly host: string; readonly port: number },
  options: LinkOptions & { readonly stream: string; readonly log: Log; readonly signal: AbortSignal },
): Promise<WorkerLink> => {
  const { telemetry, worker, stream, log, signal } = options;
  const up = register(telemetry.registry, chatMetrics.adapterUp);
  const settings = { socket: { ...server, reconnectStrategy: retryMs, connectTimeout: 2_000 }, RESP: 2 } as const;
  // Broadcasts that Redis cannot take now fail at once and go on to this worker's people, instead of waiting for it.
  const client = createClient({ ...settings, disableOfflineQueue: true });
  let away = false;
  client.on('error', (error: unknown) => {
    if (!away) log.error(`Redis at ${server.host}:${server.port} does not answer; trying again.`, {}, error);
    away = true;
  });
  client.on('ready', () => {
    log.info(`Redis at ${server.host}:${server.port} answers.`);
    away = false;
  });
  const giveUp = () => client.destroy();
  signal.addEventListener('abort', giveUp, { once: true });
  await client.connect();
  signal.removeEventListener('abort', giveUp);

  const watch = watchRedis(() => client.ping(), { log, signal });
  telemetry.beforeCollect(() => up.set({ worker }, client.isReady && !watch.hangs() ? 1 : 0));
  const publish = watch.guard(client.publish.bind(client));
  // The adapter reads by copies of the client in a loop without pause: they must wait for Redis, or the loop would spin.
  Object.assign(client, {
    duplicate: () => createClient(settings),
    xAdd: watch.guard(client.xAdd.bind(client)),
    sendCommand: watch.guard(client.sendCommand.bind(client)),
    // The adapter does not wait for what it publishes, so nobody would catch the failure.
    publish: (channel: string, message: string | Buffer) =>
      publish(channel, message).catch((error: unknown) => {
        log.warn('A request to the other workers was not sent.', {}, error);
        return 0;
      }),
  });
  return {
    adapter: createRedisAdapter(client, { streamName: stream, channelPrefix: stream, onlyPlaintext: true }),
    close: () => client.destroy(),
  };
};
