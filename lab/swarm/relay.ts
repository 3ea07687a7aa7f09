import { once } from 'node:events';
import { connect, createServer, type Server, type Socket } from 'node:net';

/** Where something listens. */
export interface Address {
  readonly host: string;
  readonly port: number;
}

/** How long a node may take to answer before the next one is tried, in milliseconds. */
const connectWithinMs = 1_000;

/** Connects to the first of the targets that answers; absent where none does. */
const connectToOne = async (targets: readonly Address[]): Promise<Socket | undefined> => {
  for (const target of targets) {
    const socket = connect(target).setNoDelay(true);
    try {
      await once(socket, 'connect', { signal: AbortSignal.timeout(connectWithinMs) });
      return socket;
    } catch {
      socket.destroy();
    }
  }
  return undefined;
};

/** Whatever ends one side ends the other; what either says of it is of no use here. */
const join = (client: Socket, server: Socket): void => {
  for (const [from, to] of [
    [client, server],
    [server, client],
  ] as const) {
    from.on('error', () => {});
    from.once('close', () => to.destroy());
    from.pipe(to);
  }
};

/**
 * Opens a way from an address of this machine to one of several targets, in turns; one that does not answer is passed over.
 * @throws Error if it cannot listen there
 */
export const openRelay = async (at: Address, targets: readonly Address[]): Promise<Server> => {
  let turn = 0;
  const server = createServer({ noDelay: true }, async (client) => {
    client.on('error', () => {});
    turn = (turn + 1) % targets.length;
    const target = await connectToOne([...targets.slice(turn), ...targets.slice(0, turn)]);
    if (target === undefined || client.destroyed) {
      target?.destroy();
      client.destroy();
    } else join(client, target);
  });
  server.listen(at.port, at.host);
  await once(server, 'listening');
  return server;
};
