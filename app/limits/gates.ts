import type { IncomingMessage } from 'node:http';
import type { RequestHandler } from 'express';
import type { ChatSocket } from '../sockets/chat-socket.ts';
import type { ClientEvent } from '../sockets/protocol.ts';
import { clientAddress } from './client-address.ts';
import type { Limits } from './limits.ts';
import { limitRequests } from './request-limit.ts';

/** Counts an event. @returns milliseconds until the next is let through; 0 if this one is */
export type TakeEvent = (event: ClientEvent | 'other') => number;

/** The ways into the service, none of which lets more through than the limits allow. */
export interface Gates {
  readonly requests: RequestHandler;
  /** Stands behind {@link requests} where guests are made. */
  readonly guests: RequestHandler;
  /** Counts a handshake. @returns milliseconds until the next is let through; 0 if this one is */
  readonly handshakes: (request: IncomingMessage) => number;
  /** What counts the events of a socket: messages by person and by address, everything else by person. */
  readonly events: (socket: ChatSocket) => TakeEvent;
}

/** @param trustedProxies see {@link clientAddress} */
export const createGates = (limits: Limits, trustedProxies: number): Gates => {
  const addressOf = (request: IncomingMessage) => clientAddress(request, trustedProxies);
  return {
    requests: limitRequests(limits.address_requests, addressOf),
    guests: limitRequests(limits.address_guests, addressOf),
    handshakes: (request) => limits.address_connections(addressOf(request)),
    events(socket) {
      const person = String(socket.data.person.userId);
      // Asked now: a connection that is over no longer knows whose it was.
      const address = addressOf(socket.request);
      return (event) =>
        event === 'send_message'
          ? limits.person_messages(person) || limits.address_messages(address)
          : limits.person_events(person);
    },
  };
};
