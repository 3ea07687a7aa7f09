import type { Server, Socket } from 'socket.io';
import type { Person } from '../identity/person.ts';
import type { Refusal } from '../logging/fields.ts';
import type { ServerEvents } from './protocol.ts';

/** A person in the chat of a room. */
export interface Seat {
  readonly room: string;
  readonly nickName: string;
  readonly userId: number;
  readonly userImage: string;
  readonly userMbti: string;
}

/** What a socket carries; other workers read it too, so it is plain data. */
interface SocketData {
  /** Whose token the socket showed. */
  person: Person;
  /** When that token ends, in milliseconds since the epoch. */
  expiresAt: number;
  seats: readonly Seat[];
}

/** Nothing is known of what clients send until it is checked. */
type Unchecked = Record<string, (...args: unknown[]) => void>;
type BetweenServers = Record<never, never>;

export type ChatServer = Server<Unchecked, ServerEvents, BetweenServers, SocketData>;
export type ChatSocket = Socket<Unchecked, ServerEvents, BetweenServers, SocketData>;

/** What the acknowledgement of an event says. `requestId` finds the log lines of the event. */
export type Reply =
  | { readonly ok: true; readonly requestId: string; readonly chatId?: number; readonly duplicate?: true }
  | {
      readonly ok: false;
      readonly requestId: string;
      readonly code: Refusal;
      readonly message: string;
    }
  | {
      readonly ok: false;
      readonly requestId: string;
      readonly code: 'too_many';
      readonly message: string;
      /** Milliseconds until the next is let through. */
      readonly retryAfterMs: number;
    };
