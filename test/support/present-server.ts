import { once } from 'node:events';
import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server that goes away and comes back where it was. Neither does harm twice. */
export interface PresentServer {
  readonly url: string;
  /** Nobody listens any more, and nobody is connected. */
  readonly leave: () => Promise<void>;
  readonly comeBack: () => Promise<void>;
}

/** Has a server listen on a port that is free now. */
export const presentServer = async (server: Server): Promise<PresentServer> => {
  const listen = async (port: number) => {
    server.listen(port, '127.0.0.1');
    await once(server, 'listening');
  };
  await listen(0);
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    async leave() {
      if (!server.listening) return;
      const closed = once(server, 'close');
      server.close();
      server.closeAllConnections();
      await closed;
    },
    async comeBack() {
      if (!server.listening) await listen(port);
    },
  };
};
