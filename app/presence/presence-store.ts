import type { Seat } from '../sockets/chat-socket.ts';

/** A person in the chat of a room, and the socket that it came by. */
export interface Occupant extends Seat {
  readonly sid: string;
}

/** Somebody came into a room who was not there, or left it for good. */
export interface Change {
  /** Its place among the changes of the room; see {@link Reading.version}. */
  readonly version: number;
  readonly kind: 'joined' | 'left';
  readonly who: Occupant;
}

/** Who is in a room, on all workers. */
export interface Reading {
  /** At most {@link longestList}; those who have been there longest first. A person with two windows is one. */
  readonly people: readonly Occupant[];
  /** How many there are in truth. */
  readonly count: number;
  /**
   * Grows with each change: milliseconds since the epoch by the clock of whoever keeps the truth, or one more than the change
   * before. So it grows also when everything was forgotten in between.
   */
  readonly version: number;
  /** The latest changes, the newest first: at most {@link longestNews}, and none older than {@link newsAge}. */
  readonly changes: readonly Change[];
}

/** Most people that a list names. The list goes to everybody in the room, so it must not grow with it. */
export const longestList = 100;

/** Changes that are remembered by name; the count tells of the others. */
export const longestNews = 10;

/** Milliseconds after which nobody needs to be told by name any more. */
export const newsAge = 5_000;

/** Keeps for all workers who is in which room. What it cannot take now it is given again later. */
export interface PresenceStore {
  /** Seats a person, or tells more of one who sits already. @returns how many are in the room */
  readonly enter: (who: Occupant) => Promise<number>;
  readonly leave: (room: string, userId: number) => Promise<void>;
  readonly read: (room: string) => Promise<Reading>;
  readonly close: () => void;
}

/** What a store asks of the worker that opens it. */
interface PresenceOwner {
  /** The people of this worker, whom the store keeps for as long as the worker says so. */
  readonly people: (room: string) => readonly Occupant[];
  /** Told when somebody came or left, here or on another worker; sometimes once too often. */
  readonly onChange: (room: string) => void;
}

/** Opens the store for one worker. */
export type OpenPresenceStore = (owner: PresenceOwner) => PresenceStore;
