import { once } from 'node:events';
import { chmod, lstat, mkdir, rm } from 'node:fs/promises';
import { connect } from 'node:net';
import { dirname } from 'node:path';
import { ExporterError } from '../exporter-error.ts';
import type { Log } from '../log.ts';
import { openDocker } from '../swarm/docker-client.ts';
import { makeDockerProxy } from './server.ts';

/** A proxy that answers. */
export interface RunningDockerProxy {
  readonly close: () => Promise<void>;
}

const codeOf = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/** Whether a process listens behind the socket. */
const isHeld = async (socket: string): Promise<boolean> => {
  const connection = connect(socket);
  try {
    await once(connection, 'connect');
    return true;
  } catch (error) {
    return codeOf(error) !== 'ECONNREFUSED';
  } finally {
    connection.destroy();
  }
};

/** Removes the socket that a killed proxy left. @throws ExporterError if it is no socket, or another process listens there */
const makeRoom = async (socket: string): Promise<void> => {
  await mkdir(dirname(socket), { recursive: true });
  const there = await lstat(socket).catch(() => undefined);
  if (there === undefined) return;
  if (!there.isSocket()) {
    throw new ExporterError(`--listen is ${socket}, where a file is that is no socket; choose another path.`);
  }
  if (await isHeld(socket)) {
    throw new ExporterError(
      `--listen is ${socket}, but another process listens there; stop it, or choose another path.`,
    );
  }
  await rm(socket);
};

/**
 * Starts the proxy and waits until it listens.
 * @param socket path of the Docker engine's socket
 * @param listen path of the socket that it makes; whoever reaches its folder may ask
 * @throws ExporterError if it cannot listen there
 */
export const startDockerProxy = async (socket: string, listen: string, log: Log): Promise<RunningDockerProxy> => {
  const engine = openDocker(socket);
  const server = makeDockerProxy({ engine, log });
  try {
    await makeRoom(listen);
    server.listen(listen);
    await once(server, 'listening');
    // Other users than the one who may open the engine's socket are whom it is for.
    await chmod(listen, 0o666);
  } catch (cause) {
    server.close();
    await engine.close();
    if (cause instanceof ExporterError) throw cause;
    throw new ExporterError(`--listen is ${listen}, but no socket can be made there (${codeOf(cause)}).`, { cause });
  }
  log('info', `The proxy of ${socket} answers at ${listen}.`);
  return {
    async close() {
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
      await engine.close();
      log('info', 'The proxy has stopped.');
    },
  };
};
