import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { Server } from 'socket.io';
import { checkIdentity } from '../identity/handshake.ts';
import type { TokenIssuer } from '../identity/token-key.ts';
import type { Log } from '../logging/log.ts';
import type { FindBadWord } from '../moderation/find-bad-word.ts';
import type { Chatlogs } from '../storage/chatlogs.ts';
import type { FindProfile } from '../storage/users.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { WorkerLink } from './adapter.ts';
import type { ChatServer } from './chat-socket.ts';
import { createDispatch } from './dispatch.ts';
import { createMessageEvent } from './message-event.ts';
import { clientEvents } from './protocol.ts';
import { announceGone, createRoomEvents } from './room-events.ts';
import { createRosters } from './roster.ts';
import { measureSockets } from './socket-metrics.ts';

/** Largest frame that a client may send, in bytes: the longest valid event is below 3 KiB. */
const maxHttpBufferSize = 10_000;

/** The sockets of one worker. */
export interface SocketServer {
  /** Takes no more connections, finishes what is under way, for at most `withinMs` milliseconds, and disconnects everybody. */
  readonly close: (withinMs: number) => Promise<void>;
}

/** Serves FunGap's socket events on an HTTP server. */
export const startSocketServer = (
  http: HttpServer,
  options: {
    readonly rooms: readonly string[];
    readonly worker: string;
    readonly link: WorkerLink;
    readonly issuer: TokenIssuer;
    readonly chatlogs: Chatlogs;
    readonly findProfile: FindProfile;
    readonly findBadWord: FindBadWord;
    readonly telemetry: Telemetry;
    readonly log: Log;
  },
): SocketServer => {
  const { rooms, worker, link, issuer, findProfile, telemetry, log } = options;
  const io: ChatServer = new Server(http, {
    // Long polling would need all requests of a socket to come to the same worker.
    transports: ['websocket'],
    serveClient: false,
    maxHttpBufferSize,
    adapter: link.adapter,
  });
  const schemas = clientEvents(rooms);
  const announce = createRosters(io, log);
  const dispatch = createDispatch(
    {
      ...createRoomEvents({ schemas, io, announce, findProfile }),
      send_message: createMessageEvent({ ...options, schema: schemas.send_message, io }),
    },
    { telemetry, log },
  );
  let closing = false;
  checkIdentity(io, { issuer });
  measureSockets(io, { rooms, telemetry, worker });
  io.on('connection', (socket) => {
    dispatch.attach(socket);
    socket.on('disconnect', () => {
      if (!closing) void announceGone(socket, announce, log);
    });
  });
  return {
    async close(withinMs) {
      const over = delay(withinMs);
      const closed = once(http.close(), 'close');
      await dispatch.drain(withinMs);
      closing = true;
      await io.close();
      // A client that does not answer the closing of its socket, or never ends its request, is not waited for.
      await Promise.race([closed, over]);
      http.closeAllConnections();
      link.close();
    },
  };
};
