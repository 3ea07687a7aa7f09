import { mkdir } from 'node:fs/promises';
import { createClient } from 'redis';
import type { Program, Service } from '../service.ts';
import { packagedServer } from './packaged-server.ts';

/** Redis, which carries socket events between replicas. */
export const redis = packagedServer({
  name: 'redis',
  variable: 'GAPWATCH_REDIS',
  names: ['redis-server'],
  versionArgs: ['--version'],
  versionPattern: /Redis server v=(\d+\.\d+\.\d+)/,
  packages: ['redis-server'],
  without: 'replicas of the chat service do not hear of each other, so only one can run',
});

/** Where this Redis listens and keeps its data. */
export interface RedisOptions {
  readonly folder: string;
  readonly host: string;
  readonly port: number;
}

/** A Redis that appends every write to a file (synced each second), so that a restart keeps it. */
export const redisService = (program: Program, { folder, host, port }: RedisOptions): Service => {
  const url = `redis://${host}:${port}`;
  return {
    name: redis.name,
    version: program.version,
    url,
    host,
    ports: [port],
    after: [],
    command: program.path,
    args: [
      ['--bind', host],
      ['--port', String(port)],
      ['--dir', folder],
      ['--appendonly', 'yes'],
      ['--save', ''],
      // Full is an error that somebody sees; a silent eviction would lose events.
      ['--maxmemory', '256mb'],
      ['--maxmemory-policy', 'noeviction'],
    ].flat(),
    async prepare() {
      await mkdir(folder, { recursive: true, mode: 0o700 });
    },
    ready: (signal) => answersPing(url, signal),
    readyWithinMs: 30_000,
    stopSignal: 'SIGTERM',
  };
};

const answersPing = async (url: string, signal: AbortSignal): Promise<boolean> => {
  const client = createClient({ url, disableOfflineQueue: true, socket: { reconnectStrategy: false } });
  // Without a listener a refused connection would end the process.
  client.on('error', () => {});
  const destroy = () => client.destroy();
  signal.addEventListener('abort', destroy, { once: true });
  try {
    await client.connect();
    return (await client.ping()) === 'PONG';
  } catch {
    return false;
  } finally {
    signal.removeEventListener('abort', destroy);
    if (client.isOpen) client.destroy();
  }
};
