import { setTimeout as delay } from 'node:timers/promises';
import { type Announcer, createAnnouncer } from './announcer.ts';
import { type Change, longestList, type Occupant, type OpenPresenceStore, type Reading } from './presence-store.ts';
import { createRooms } from './rooms.ts';

/*
 * Who is in the rooms, in the order in which it is best read:
 *   presence-store.ts  what is kept for all workers, and told of it
 *   presence.ts        one worker: its own people, and through the store those of all
 *   announcer.ts       when a room is told who is there, at a pace that its size allows
 *   rooms.ts           people in memory: those of a worker, or of all workers of a primary
 *   redis-store.ts     the store where Redis is, by leases that the workers renew; scripts.ts is what Redis does
 *   primary-store.ts   the store where there is none; primary-rooms.ts is its other end, primary-messages.ts what they say
 */

/** The people in the rooms, as one worker serves them. */
export interface Presence {
  /** Seats a person; its room hears of it. @returns who is there, the person included */
  readonly join: (who: Occupant) => Promise<Pick<Reading, 'people' | 'count'>>;
  /** Ends what one socket of a person holds. With the last one the person is gone, and the room hears of it. */
  readonly leave: (sid: string, room: string, userId: number) => Promise<void>;
  readonly reading: Announcer['reading'];
  /** How many people of a room this worker has sockets of. */
  readonly seated: (room: string) => number;
  readonly close: () => void;
}

/** While the store cannot be reached, the worker knows its own people; the store gets what it missed when it is back. */
const ignore = (): undefined => undefined;

/**
 * Keeps the people of this worker, and through the store those of all.
 * @param options.audience sockets of this worker in a room
 * @param options.tell brings to them who is there, and whom to name as new or gone
 */
export const createPresence = (options: {
  readonly open: OpenPresenceStore;
  readonly audience: (room: string) => number;
  readonly tell: (room: string, reading: Reading, news: readonly Change[]) => void;
}): Presence => {
  const own = createRooms();
  const readOwn = (room: string): Reading => {
    const { version, ...rest } = own.read(room);
    // Never the version of anything that the store told.
    return { ...rest, version: -version - 1, changes: [] };
  };
  const read = (room: string) => store.read(room).catch(() => readOwn(room));
  // The signal ends the pause early, which is no failure.
  const wait = (ms: number, signal: AbortSignal) => delay(ms, undefined, { signal }).catch(() => {});
  const announcer = createAnnouncer({ ...options, read, wait });
  const store = options.open({ people: own.people, onChange: announcer.changed });

  return {
    async join(who) {
      const { room, userId } = who;
      own.enter(who.sid, who);
      const count = await store.enter(who).catch(ignore);
      announcer.changed(room);
      const reading = await announcer.reading(room);
      const people = reading.people.some((one) => one.userId === userId) ? reading.people : [...reading.people, who];
      return { people: people.slice(0, longestList), count: count ?? own.read(room).count };
    },
    async leave(sid, room, userId) {
      const gone = own.leave(sid, room, userId);
      const stays = own.find(room, userId);
      if (gone) await store.leave(room, userId).catch(ignore);
      // The window that others know of may be the one that closed.
      else if (stays) await store.enter(stays).catch(ignore);
      announcer.changed(room);
    },
    reading: announcer.reading,
    seated: (room) => own.read(room).count,
    close() {
      announcer.close();
      store.close();
    },
  };
};
