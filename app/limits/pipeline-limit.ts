import type { Server as HttpServer, IncomingMessage, ServerResponse } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import type { Socket } from 'node:net';

/** Requests that a connection may send before the first is answered. Browsers and proxies wait for each answer. */
const mostUnanswered = 32;

/**
 * Cuts connections off on which requests come faster than answers go. Node hands over all that one chunk holds, more than
 * a thousand, before it serves anybody else, and to refuse each would take seconds. To be called when all listeners are there.
 */
export const limitPipelines = (server: HttpServer | HttpsServer): void => {
  const unanswered = new WeakMap<Socket, number>();
  const listeners = server.listeners('request');
  server.removeAllListeners('request');
  server.on('request', (request: IncomingMessage, response: ServerResponse) => {
    const { socket } = request;
    // What was still in the chunk.
    if (socket.destroyed) return;
    const count = (unanswered.get(socket) ?? 0) + 1;
    if (count > mostUnanswered) {
      socket.destroy();
      return;
    }
    unanswered.set(socket, count);
    response.once('close', () => unanswered.set(socket, (unanswered.get(socket) ?? 1) - 1));
    for (const listener of listeners) listener.call(server, request, response);
  });
};
