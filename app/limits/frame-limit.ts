import type { EventEmitter } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { type Connection, cutOff } from './connection.ts';
import { createWindowCounts, type LimitSize } from './window-counts.ts';

/** The WebSocket below, whose own pings Engine.IO hears nothing of and answers. It does not declare it. */
const webSocketOf = ({ transport }: Connection): Pick<EventEmitter, 'on'> | undefined =>
  Reflect.get(transport, 'socket');

/**
 * Cuts connections off that send more frames than `size` says, whatever is in them. To refuse an event is work too: a client that
 * sends tens of thousands a second, each of them refused, would keep the worker from everybody else.
 * @param options.now milliseconds of a clock that does not go back
 * @returns follows a connection from its start
 */
export const limitFrames = (
  size: LimitSize,
  { now, onCut }: { readonly now: () => number; readonly onCut: (request: IncomingMessage) => void },
): ((connection: Connection) => void) => {
  const counts = createWindowCounts(size, now);
  return (connection) => {
    const { id, request } = connection;
    const count = () => {
      const { over } = counts.take(id);
      if (over === 0) return;
      if (over === 1) onCut(request);
      cutOff(connection);
    };
    connection.on('packet', count);
    webSocketOf(connection)?.on('ping', count).on('pong', count);
  };
};
