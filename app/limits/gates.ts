import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { ChatSocket } from '../sockets/chat-socket.ts';
import type { ClientEvent } from '../sockets/protocol.ts';
import { clientAddress } from './client-address.ts';
import type { Connection } from './connection.ts';
import type { Limits } from './limits.ts';
import { limitRequests } from './request-limit.ts';

/** Counts an event. @returns milliseconds until the next is let through; 0 if this one is */
export type TakeEvent = (event: ClientEvent | 'other') => number;

/** The ways into the service, none of which lets more through than the limits allow. */
export interface Gates {
  /** Whom a request counts for. */
  readonly addressOf: (request: IncomingMessage) => string;
  readonly requests: RequestHandler;
  /** Stands behind {@link requests} where guests are made. */
  readonly guests: RequestHandler;
  /** Counts a handshake. @returns milliseconds until the next is let through; 0 if this one is */
  readonly handshakes: (request: IncomingMessage) => number;
  /** Stands behind {@link requests} where messages are searched. */
  readonly searches: RequestHandler;
  /** Counts the coming of a person who has shown who it is, by the same count as the person's events. */
  readonly people: (userId: number) => number;
  /** What counts the events of a socket, by person and by address: messages, and everything else. */
  readonly events: (socket: ChatSocket) => TakeEvent;
  /** Whether a connection may open, by how many its address holds. */
  readonly mayOpen: (request: IncomingMessage) => boolean;
  /** Follows a connection from its start: counts it while it is open, and cuts it off if it sends far too much or does not read. */
  readonly follow: (connection: Connection) => void;
}

/** @param trustedProxies see {@link clientAddress} */
export const createGates = (limits: Limits, trustedProxies: number): Gates => {
  const addressOf = (request: IncomingMessage) => clientAddress(request, trustedProxies);
  return {
    addressOf,
    requests: limitRequests(limits.address_requests, addressOf),
    guests: limitRequests(limits.address_guests, addressOf),
    searches: limitRequests(limits.address_searches, addressOf),
    handshakes: (request) => limits.address_connections(addressOf(request)),
    people: (userId) => limits.person_events(String(userId)),
    mayOpen: limits.address_sockets.mayOpen,
    follow(connection) {
      limits.address_sockets.follow(connection);
      limits.connection_frames(connection);
      limits.connection_backlog(connection);
    },
    events(socket) {
      const person = String(socket.data.person.userId);
      // Asked now: a connection that is over no longer knows whose it was.
      const address = addressOf(socket.request);
      return (event) =>
        event === 'send_message'
          ? limits.person_messages(person) || limits.address_messages(address)
          : limits.person_events(person) || limits.address_events(address);
    },
  };
};
