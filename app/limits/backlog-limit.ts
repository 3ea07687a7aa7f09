import type { IncomingMessage } from 'node:http';
import { type Connection, cutOff } from './connection.ts';

/** Packets that wait for a connection. Engine.IO does not declare them. */
const waitingFor = (connection: Connection): number => {
  const packets: unknown = Reflect.get(connection, 'writeBuffer');
  return Array.isArray(packets) ? packets.length : 0;
};

/**
 * Cuts connections off for which more than `most` packets wait: their clients answer pings and do not read, or not fast enough,
 * and what they are sent would fill the memory. Looks at each sign of life, as one that gives none is closed anyway.
 * @returns follows a connection from its start
 */
export const limitBacklog =
  (most: number, onCut: (request: IncomingMessage) => void): ((connection: Connection) => void) =>
  (connection) => {
    connection.on('packet', () => {
      if (waitingFor(connection) <= most) return;
      onCut(connection.request);
      cutOff(connection);
    });
  };
