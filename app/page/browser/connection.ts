import { io, type Socket } from 'socket.io-client';
import type { ServerEvents } from '../../sockets/protocol.ts';
import { retryDelay } from '../model/retry-delay.ts';
import type { Reply } from '../model/unsent.ts';

/** Milliseconds until an event without acknowledgement counts as lost, and an attempt to connect as failed. */
const patience = { event: 10_000, connect: 10_000 };

type Acknowledge = (reply: Reply) => void;

/** The events that the page sends. Who sends them the service knows by the token. */
interface PageEvents {
  join_chat: (room: string, name: string, userId: number, acknowledge: Acknowledge) => void;
  user_left: (room: string, name: string, userId: number) => void;
  left_room: (room: string) => void;
  send_message: (
    room: string,
    name: string,
    userId: number,
    text: string,
    image: null,
    mbti: null,
    messageId: string,
    acknowledge: Acknowledge,
  ) => void;
}

/** `refused`: the service lets nobody else in for a while. `unauthorized`: it does not take the token. */
export type ConnectionState = 'connected' | 'lost' | 'refused' | 'unauthorized';

/** What the service says about a handshake that it refuses. */
interface Refusal {
  readonly data?: { readonly code?: string; readonly retryAfterMs?: number };
}

/** The socket to the service, which comes back by itself. */
export interface Connection {
  readonly on: Socket<ServerEvents, PageEvents>['on'];
  /** Sends an event that needs no answer; nothing while there is no connection. */
  readonly emit: Socket<ServerEvents, PageEvents>['emit'];
  /** Sends an event for its answer. Rejects if there is no connection, or it is lost before, or no answer comes in time. */
  readonly ask: ReturnType<Socket<ServerEvents, PageEvents>['timeout']>['emitWithAck'];
  readonly connected: () => boolean;
  readonly start: () => void;
  readonly stop: () => void;
  /** Connects at once rather than after the pause, or the attempt, that is under way. */
  readonly tryNow: () => void;
}

/** Connects by the token of the moment; tells each change of its state. */
export const createConnection = (
  token: () => string | undefined,
  onState: (state: ConnectionState) => void,
): Connection => {
  const socket: Socket<ServerEvents, PageEvents> = io({
    transports: ['websocket'],
    // The pauses are the page's own: the service's wishes and its refusals count too.
    reconnection: false,
    autoConnect: false,
    timeout: patience.connect,
    auth: (give) => give({ token: token() }),
  });
  let wanted = false;
  let failures = 0;
  let timer: number | undefined;

  const connectIn = (ms: number): void => {
    clearTimeout(timer);
    timer = setTimeout(() => {
      timer = undefined;
      socket.connect();
    }, ms);
  };
  const connectLater = (): void => {
    connectIn(retryDelay(failures, Math.random));
    failures += 1;
  };

  socket.on('connect', () => {
    failures = 0;
    onState('connected');
  });
  socket.on('disconnect', (reason) => {
    if (reason === 'io client disconnect') return;
    connectLater();
    onState('lost');
  });
  socket.on('connect_error', (error: Error & Refusal) => {
    const { code, retryAfterMs } = error.data ?? {};
    if (code === 'unauthorized') return onState('unauthorized');
    if (retryAfterMs === undefined) connectLater();
    else connectIn(retryAfterMs + retryDelay(0, Math.random));
    onState(code === 'too_many' ? 'refused' : 'lost');
  });

  const tryNow = (): void => {
    if (!wanted || socket.connected) return;
    failures = 0;
    // An attempt that is under way may be one that nobody will answer.
    if (timer === undefined) socket.disconnect();
    connectIn(0);
  };
  addEventListener('online', tryNow);
  return {
    on: socket.on.bind(socket),
    emit: (...event) => (socket.connected ? socket.emit(...event) : socket),
    ask: (...event) =>
      socket.connected
        ? socket.timeout(patience.event).emitWithAck(...event)
        : Promise.reject(new Error('There is no connection.')),
    connected: () => socket.connected,
    start() {
      wanted = true;
      connectIn(0);
    },
    stop() {
      wanted = false;
      clearTimeout(timer);
      timer = undefined;
      socket.disconnect();
    },
    tryNow,
  };
};
