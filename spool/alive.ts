import { closeSync, openSync } from 'node:fs';
import { createConnection, createServer } from 'node:net';
import { join } from 'node:path';

const name = 'alive';

/** A path of a socket may have some 100 bytes: a longer one is named by its open folder, as Linux allows. @see unix(7), proc(5) */
const withSocketPath = <T>(folder: string, use: (path: string) => T): T => {
  const path = join(folder, name);
  if (Buffer.byteLength(path) < 100) return use(path);
  const descriptor = openSync(folder, 'r');
  try {
    return use(`/proc/self/fd/${descriptor}/${name}`);
  } finally {
    closeSync(descriptor);
  }
};

/**
 * Shows that the owner of a folder lives, as long as this process does, however it ends: it listens at a socket in it, which
 * the kernel takes back at its death. Unlike a process id that says so across containers too, and is never mistaken.
 * @returns what ends it
 * @throws Error if the file system has no sockets
 */
export const showAlive = (folder: string): (() => void) => {
  const server = createServer((peer) => peer.destroy());
  let failure: unknown;
  server.on('error', (error) => {
    failure = error;
  });
  // A worker of a cluster would otherwise have its primary listen, which lives on without it. It listens at once, or never.
  withSocketPath(folder, (path) => server.listen({ path, exclusive: true }));
  if (!server.listening) throw new Error(`${folder}: no socket can be made there.`, { cause: failure });
  server.unref();
  return () => server.close();
};

/** Whether the owner of a folder lives, on this machine. When in doubt it does. */
export const isAlive = (folder: string): Promise<boolean> =>
  new Promise((resolve) => {
    let socket: ReturnType<typeof createConnection>;
    try {
      socket = withSocketPath(folder, (path) => createConnection({ path }));
    } catch {
      // The folder has gone: somebody has adopted it.
      resolve(true);
      return;
    }
    const tell = (alive: boolean) => {
      socket.destroy();
      resolve(alive);
    };
    socket.once('connect', () => tell(true));
    socket.once('error', (error: NodeJS.ErrnoException) =>
      tell(error.code !== 'ECONNREFUSED' && error.code !== 'ENOENT'),
    );
  });
