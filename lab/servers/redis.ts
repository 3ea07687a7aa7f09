import { createClient } from 'redis';
import type { Program, Service } from '../service.ts';
import { packagedServer } from './packaged-server.ts';
import { type Place, placedService } from './placed-service.ts';

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

/** A Redis that appends every write to a file (synced each second), so that a restart keeps it. */
export const redisService = (program: Program, place: Place): Service => {
  const service = placedService(redis, program, place, 'redis');
  return {
    ...service,
    args: [
      ['--bind', place.host],
      ['--port', String(place.port)],
      ['--dir', place.folder],
      ['--appendonly', 'yes'],
      ['--save', ''],
      // Full is an error that somebody sees; a silent eviction would lose events.
      ['--maxmemory', '256mb'],
      ['--maxmemory-policy', 'noeviction'],
    ].flat(),
    ready: (signal) => answersPing(service.url, signal),
    readyWithinMs: 30_000,
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
