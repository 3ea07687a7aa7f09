import type { OpenPresenceStore, Reading } from './presence-store.ts';
import { isPresenceWord, type PresenceCall } from './primary-messages.ts';

/** The channel to the primary. */
export interface PresenceChannel {
  readonly send: (call: PresenceCall) => Promise<void>;
  readonly onMessage: (listener: (message: unknown) => void) => void;
}

/** Keeps people in the primary, which sees at once when a worker dies. */
export const openPrimaryStore =
  (channel: PresenceChannel): OpenPresenceStore =>
  ({ onChange }) => {
    const waiting = new Map<number, (reading: Reading) => void>();
    let requests = 0;
    channel.onMessage((message) => {
      if (!isPresenceWord(message)) return;
      if (message.word === 'changed') return onChange(message.room);
      waiting.get(message.request)?.(message.reading);
      waiting.delete(message.request);
    });
    /** The primary answers, or its end ends this process too. */
    const ask = (call: (request: number) => PresenceCall): Promise<Reading> =>
      new Promise((resolve, reject) => {
        requests += 1;
        waiting.set(requests, resolve);
        channel.send(call(requests)).catch(reject);
      });
    return {
      enter: async (who) => (await ask((request) => ({ gapwatch: 'presence', call: 'enter', request, who }))).count,
      read: (room) => ask((request) => ({ gapwatch: 'presence', call: 'read', request, room })),
      leave: (room, userId) => channel.send({ gapwatch: 'presence', call: 'leave', room, userId }),
      close() {
        // A failed send means that the primary is gone, and with it what it kept.
        channel.send({ gapwatch: 'presence', call: 'end' }).catch(() => {});
      },
    };
  };
