import { once } from 'node:events';
import { type AddressInfo, createConnection, createServer, type Socket } from 'node:net';

/** A network between a client and a server, which breaks when a test wants it to. */
export interface TestProxy {
  readonly url: string;
  /** Breaks all connections. */
  readonly cut: () => void;
  /** Swallows all that is sent from now on, and says nothing, as a network does that is gone. */
  readonly swallow: () => void;
  readonly stop: () => Promise<void>;
}

/** Stands in front of `port` of this machine. */
export const startProxy = async (port: number): Promise<TestProxy> => {
  const pipes = new Set<Socket>();
  const server = createServer((near) => {
    const far = createConnection({ port, host: '127.0.0.1' });
    for (const [from, to] of [
      [near, far],
      [far, near],
    ] as const) {
      pipes.add(from);
      from.pipe(to);
      from.on('error', () => to.destroy());
      from.on('close', () => {
        pipes.delete(from);
        to.destroy();
      });
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const cut = () => {
    for (const pipe of pipes) pipe.destroy();
  };
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    cut,
    swallow() {
      for (const pipe of pipes) pipe.unpipe().resume();
    },
    async stop() {
      const closed = once(server, 'close');
      server.close();
      cut();
      await closed;
    },
  };
};
