import type { IncomingMessage } from 'node:http';
import type { Connection } from './connection.ts';

/** Counts the connections that addresses hold to this worker. */
export interface OpenConnections {
  /** Whether an address may open one more. */
  readonly mayOpen: (request: IncomingMessage) => boolean;
  /** Counts a connection until it closes. */
  readonly follow: (connection: Connection) => void;
}

/**
 * Lets an address hold at most `most` connections.
 * @param options.onRefused told of each that is refused
 */
export const limitOpenConnections = (
  most: number,
  options: {
    readonly addressOf: (request: IncomingMessage) => string;
    readonly onRefused: (address: string) => void;
  },
): OpenConnections => {
  const { addressOf, onRefused } = options;
  const held = new Map<string, number>();
  return {
    mayOpen(request) {
      const address = addressOf(request);
      if ((held.get(address) ?? 0) < most) return true;
      onRefused(address);
      return false;
    },
    follow(connection) {
      const address = addressOf(connection.request);
      held.set(address, (held.get(address) ?? 0) + 1);
      connection.on('close', () => {
        const left = (held.get(address) ?? 0) - 1;
        if (left > 0) held.set(address, left);
        else held.delete(address);
      });
    },
  };
};
