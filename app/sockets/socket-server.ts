import { once } from 'node:events';
import type { Server as HttpServer } from 'node:http';
import type { Server as HttpsServer } from 'node:https';
import { setTimeout as delay } from 'node:timers/promises';
import { Server } from 'socket.io';
import { checkIdentity } from '../identity/handshake.ts';
import type { TokenIssuer } from '../identity/token-key.ts';
import type { Gates } from '../limits/gates.ts';
import type { Log } from '../logging/log.ts';
import type { FindBadWord } from '../moderation/find-bad-word.ts';
import { createPresence } from '../presence/presence.ts';
import { mayConnect } from '../security/origins.ts';
import type { Chatlogs } from '../storage/chatlogs.ts';
import type { MessageWriter } from '../storage/message-writer.ts';
import type { FindProfile, Guests } from '../storage/users.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { WorkerLink } from './adapter.ts';
import type { ChatServer } from './chat-socket.ts';
import { createDispatch } from './dispatch.ts';
import { mergeWrites } from './merged-writes.ts';
import { createMessageEvent } from './message-event.ts';
import { clientEvents } from './protocol.ts';
import { createRoomEvents, followSocket } from './room-events.ts';
import { tellPeople } from './room-lists.ts';
import { measureSockets } from './socket-metrics.ts';

/** Largest frame that a client may send, in bytes: the longest valid event is below 3 KiB. */
const maxHttpBufferSize = 10_000;

/**
 * Milliseconds between two pings to a client, and until it must have answered one: a network that died is noticed after 13 s on
 * average and 18 at most. Asked more often, thousands of quiet phones would be work; with less time to answer, a phone in a
 * tunnel, or a worker that is busy for a few seconds, would lose connections that still stand.
 */
const ping = { pingInterval: 10_000, pingTimeout: 8_000 };

/** Milliseconds that a connection may stand without a handshake that was let through. It usually follows at once. */
const handshakePatience = 10_000;

/**
 * How long a client may be away and still resume, in milliseconds: a tunnel, a lift, a change of networks. Its handshake is
 * checked like any other.
 */
const resumption = { maxDisconnectionDuration: 60_000, skipMiddlewares: false };

/** The sockets of one worker. */
export interface SocketServer {
  /** Tells a room, on all workers, that a message is not there any more. */
  readonly announceRemoval: (room: string, chatId: number) => void;
  /** Takes no more connections, finishes what is under way, for at most `withinMs` milliseconds, and disconnects everybody. */
  readonly close: (withinMs: number) => Promise<void>;
}

/** Serves FunGap's socket events on an HTTP server. */
export const startSocketServer = (
  http: HttpServer | HttpsServer,
  options: {
    readonly rooms: readonly string[];
    /** Of other sites whose pages may open sockets. */
    readonly origins: readonly string[];
    /** Whether clients may go without a WebSocket; then all requests of one must come to this worker. */
    readonly longPolling: boolean;
    readonly worker: string;
    readonly link: WorkerLink;
    readonly issuer: TokenIssuer;
    readonly gates: Gates;
    readonly writer: MessageWriter;
    readonly findMessage: Chatlogs['find'];
    readonly findProfile: FindProfile;
    readonly keepGuest: Guests['keep'];
    readonly findBadWord: FindBadWord;
    readonly telemetry: Telemetry;
    readonly log: Log;
  },
): SocketServer => {
  const { rooms, origins, longPolling, worker, link, issuer, gates, findProfile, telemetry, log } = options;
  const mayOpen = mayConnect(origins);
  const io: ChatServer = new Server(http, {
    transports: longPolling ? ['polling', 'websocket'] : ['websocket'],
    cors: { origin: [...origins] },
    allowRequest: (request, decide) => decide(undefined, mayOpen(request) && gates.mayOpen(request)),
    serveClient: false,
    maxHttpBufferSize,
    connectTimeout: handshakePatience,
    adapter: link.adapter,
    ...ping,
    ...(link.resumes && { connectionStateRecovery: resumption }),
  });
  const schemas = clientEvents(rooms);
  const presence = createPresence({
    open: link.openPresence,
    audience: (room) => io.of('/').adapter.rooms.get(room)?.size ?? 0,
    tell: (room, reading, news) => tellPeople(io, room, reading, news),
  });
  const dispatch = createDispatch(
    {
      ...createRoomEvents({ schemas, io, presence, findProfile }),
      send_message: createMessageEvent({ ...options, schema: schemas.send_message, io }),
    },
    { limit: gates.events, telemetry, log },
  );
  let closing = false;
  const writeGathered = mergeWrites(io);
  const countRefused = measureSockets(io, { rooms, seated: presence.seated, telemetry, worker });
  io.engine.on('connection', gates.follow);
  checkIdentity(io, { issuer, gates, countRefused, log });
  io.on('connection', (socket) => {
    dispatch.attach(socket);
    followSocket(socket, { io, presence, serves: () => !closing });
  });
  return {
    announceRemoval: (room, chatId) => {
      io.to(room).emit('message_removed', room, chatId);
    },
    async close(withinMs) {
      const over = delay(withinMs);
      const closed = once(http.close(), 'close');
      await dispatch.drain(withinMs);
      closing = true;
      writeGathered();
      await io.close();
      // A client that does not answer the closing of its socket, or never ends its request, is not waited for.
      await Promise.race([closed, over]);
      http.closeAllConnections();
      presence.close();
      await link.close();
    },
  };
};
