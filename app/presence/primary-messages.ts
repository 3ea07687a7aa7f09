import type { Occupant, Reading } from './presence-store.ts';

/** What a worker tells or asks its primary about people. */
export type PresenceCall =
  | { readonly gapwatch: 'presence'; readonly call: 'enter'; readonly request: number; readonly who: Occupant }
  | { readonly gapwatch: 'presence'; readonly call: 'read'; readonly request: number; readonly room: string }
  | { readonly gapwatch: 'presence'; readonly call: 'leave'; readonly room: string; readonly userId: number }
  | { readonly gapwatch: 'presence'; readonly call: 'end' };

/** What the primary answers to `enter` and `read`, and tells unasked when a room changes. */
export type PresenceWord =
  | { readonly gapwatch: 'presence'; readonly word: 'read'; readonly request: number; readonly reading: Reading }
  | { readonly gapwatch: 'presence'; readonly word: 'changed'; readonly room: string };

/** Whether a message of the channel is about people; metrics and socket.io's adapter share it. */
const isPresence = (message: unknown, kind: string): boolean =>
  typeof message === 'object' &&
  message !== null &&
  'gapwatch' in message &&
  message.gapwatch === 'presence' &&
  kind in message;

export const isPresenceCall = (message: unknown): message is PresenceCall => isPresence(message, 'call');

export const isPresenceWord = (message: unknown): message is PresenceWord => isPresence(message, 'word');
