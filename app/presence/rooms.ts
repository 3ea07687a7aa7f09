import { type Change, longestList, longestNews, newsAge, type Occupant, type Reading } from './presence-store.ts';

/**
 * Who is in which room, in memory. People are held by holders: the sockets of a worker, or the workers of a primary. A person
 * is there as long as one holder is.
 */
export interface Rooms {
  /** @returns whether the person was not there before */
  readonly enter: (holder: string, who: Occupant) => boolean;
  /** @returns whether the person is gone now; false also when there was nobody to leave */
  readonly leave: (holder: string, room: string, userId: number) => boolean;
  /** Takes everybody out whom only this holder held. @returns how many that were, by room */
  readonly drop: (holder: string) => ReadonlyMap<string, number>;
  readonly find: (room: string, userId: number) => Occupant | undefined;
  readonly people: (room: string) => readonly Occupant[];
  readonly read: (room: string) => Reading;
}

interface Room {
  /** By user id, then by holder. */
  readonly people: Map<number, Map<string, Occupant>>;
  version: number;
  changes: readonly Change[];
}

const empty: Reading = { people: [], count: 0, version: 0, changes: [] };

/** The one of the holder who came first. */
const firstOf = (holders: ReadonlyMap<string, Occupant> | undefined): Occupant | undefined =>
  holders?.values().next().value;

/** @param now milliseconds since the epoch */
export const createRooms = (now: () => number = Date.now): Rooms => {
  const rooms = new Map<string, Room>();

  const note = (room: Room, kind: Change['kind'], who: Occupant): void => {
    room.version = Math.max(now(), room.version + 1);
    room.changes = [{ version: room.version, kind, who }, ...room.changes].slice(0, longestNews);
  };

  /** In the order in which they came. */
  const people = (name: string, most = Number.POSITIVE_INFINITY): readonly Occupant[] => {
    const found: Occupant[] = [];
    for (const holders of rooms.get(name)?.people.values() ?? []) {
      if (found.length >= most) break;
      const who = firstOf(holders);
      if (who) found.push(who);
    }
    return found;
  };

  const leave: Rooms['leave'] = (holder, name, userId) => {
    const room = rooms.get(name);
    const holders = room?.people.get(userId);
    const who = holders?.get(holder);
    if (!room || !holders || !who) return false;
    holders.delete(holder);
    if (holders.size > 0) return false;
    room.people.delete(userId);
    note(room, 'left', who);
    return true;
  };

  return {
    leave,
    people: (name) => people(name),
    find: (name, userId) => firstOf(rooms.get(name)?.people.get(userId)),
    enter(holder, who) {
      const room = rooms.get(who.room) ?? { people: new Map(), version: 0, changes: [] };
      rooms.set(who.room, room);
      const holders = room.people.get(who.userId);
      if (holders) {
        holders.set(holder, who);
        return false;
      }
      room.people.set(who.userId, new Map([[holder, who]]));
      note(room, 'joined', who);
      return true;
    },
    drop(holder) {
      const gone = new Map<string, number>();
      for (const [name, room] of rooms) {
        const count = [...room.people.keys()].filter((userId) => leave(holder, name, userId)).length;
        if (count > 0) gone.set(name, count);
      }
      return gone;
    },
    read(name) {
      const room = rooms.get(name);
      if (!room) return empty;
      const oldest = now() - newsAge;
      return {
        people: people(name, longestList),
        count: room.people.size,
        version: room.version,
        changes: room.changes.filter(({ version }) => version >= oldest),
      };
    },
  };
};
