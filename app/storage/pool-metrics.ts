import type { Pool, PoolConnection } from 'mysql2/promise';
import { register } from '../../metrics/prom-client.ts';
import { chatMetrics } from '../metrics.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';

/** A connection that its user must give back, once, in one of two ways. */
export interface Lease {
  readonly connection: PoolConnection;
  readonly release: () => void;
  /** Closes it: what it would do next is not known. */
  readonly drop: () => void;
}

/** No connection came free in time. */
class PoolTimeout extends Error {
  override name = 'PoolTimeout';
}

const reasonOf = (error: unknown) =>
  error instanceof PoolTimeout
    ? 'timeout'
    : error instanceof Error && error.message === 'Queue limit reached.'
      ? 'queue_full'
      : 'unreachable';

/**
 * Gives out a pool's connections, and measures how many are in use, how many wait and how long. Counted here and not by
 * mysql2's events, which do not tell when a waiting query gets its connection.
 * @param options.waitTimeout milliseconds until a waiting query gives up
 */
export const measurePool = (options: {
  readonly pool: Pool;
  readonly size: number;
  readonly waitTimeout: number;
  readonly telemetry: Telemetry;
  readonly worker: string;
}): (() => Promise<Lease>) => {
  const { pool, size, waitTimeout, telemetry, worker } = options;
  const connections = register(telemetry.registry, chatMetrics.poolConnections);
  const limit = register(telemetry.registry, chatMetrics.poolLimit);
  const waitingGauge = register(telemetry.registry, chatMetrics.poolWaiting);
  const wait = register(telemetry.registry, chatMetrics.poolWait);
  const failures = register(telemetry.registry, chatMetrics.poolFailures);

  const idle = new Set<unknown>();
  let inUse = 0;
  let waiting = 0;
  pool.on('release', (connection) => idle.add(connection));
  pool.on('acquire', (connection) => idle.delete(connection));
  pool.on('connection', (connection) => {
    connection.once('end', () => idle.delete(connection));
    // Not once: an error without a listener would end the process.
    connection.on('error', () => idle.delete(connection));
  });
  telemetry.beforeCollect(() => {
    connections.set({ worker, state: 'in_use' }, inUse);
    connections.set({ worker, state: 'idle' }, idle.size);
    limit.set({ worker }, size);
    waitingGauge.set({ worker }, waiting);
  });

  const lease = (connection: PoolConnection): Lease => {
    inUse += 1;
    const back = (give: () => void) => () => {
      inUse -= 1;
      give();
    };
    return { connection, release: back(() => connection.release()), drop: back(() => connection.destroy()) };
  };

  const take = () =>
    new Promise<Lease>((resolve, reject) => {
      let late = false;
      const deadline = setTimeout(() => {
        late = true;
        reject(new PoolTimeout(`No connection to MySQL came free within ${waitTimeout} ms.`));
      }, waitTimeout);
      pool.getConnection().then(
        (connection) => {
          clearTimeout(deadline);
          if (late) connection.release();
          else resolve(lease(connection));
        },
        (error: unknown) => {
          clearTimeout(deadline);
          reject(error);
        },
      );
    });

  return async () => {
    const start = performance.now();
    waiting += 1;
    try {
      return await take();
    } catch (error) {
      failures.add({ reason: reasonOf(error) });
      throw error;
    } finally {
      waiting -= 1;
      wait.observe({}, (performance.now() - start) / 1e3);
    }
  };
};
