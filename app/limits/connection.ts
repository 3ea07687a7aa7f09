import type { IncomingMessage } from 'node:http';

/** What is asked of a connection of Engine.IO. */
export interface Connection {
  readonly id: string;
  readonly request: IncomingMessage;
  readonly transport: object;
  readonly on: (event: 'packet' | 'close', listener: () => void) => unknown;
  readonly close: (discard: boolean) => unknown;
}

/** Ends a connection at once: a closing handshake would wait for the other side, and read on meanwhile. */
export const cutOff = (connection: Connection): void => {
  connection.close(true);
  connection.request.socket.destroy();
};
