import { describe, expect, it } from 'vitest';
import { createPresence } from './presence.ts';
import { longestList, type Occupant } from './presence-store.ts';
import { createRooms } from './rooms.ts';

const occupant = (userId: number, sid = `s${userId}`): Occupant => ({
  room: 'I',
  nickName: `n${userId}`,
  userId,
  userImage: '',
  userMbti: '',
  sid,
});

/** A worker whose store can be reached or not. */
const start = () => {
  const rooms = createRooms();
  const link = { away: false };
  const reach = async () => {
    if (link.away) throw new Error('away');
    return rooms;
  };
  const told: number[] = [];
  const presence = createPresence({
    open: () => ({
      async enter(who) {
        (await reach()).enter('worker', who);
        return rooms.read('I').count;
      },
      async leave(room, userId) {
        (await reach()).leave('worker', room, userId);
      },
      read: async (room) => (await reach()).read(room),
      close: () => {},
    }),
    audience: () => 1,
    tell: (_room, { count }) => told.push(count),
  });
  return { rooms, link, told, presence };
};

describe('the windows of a person', () => {
  it('are one person, until the last closes; what is told of the person is of a window that is open', async () => {
    const { rooms, presence } = start();
    await presence.join(occupant(1, 'first'));
    expect(await presence.join(occupant(1, 'second'))).toMatchObject({ count: 1 });
    await presence.leave('second', 'I', 1);
    expect(rooms.read('I').people).toEqual([occupant(1, 'first')]);
    await presence.join(occupant(1, 'third'));
    await presence.leave('first', 'I', 1);
    expect(rooms.read('I').people).toEqual([occupant(1, 'third')]);
    expect(rooms.read('I').changes.map(({ kind }) => kind)).toEqual(['joined']);
    await presence.leave('third', 'I', 1);
    expect(rooms.read('I').count).toBe(0);
    presence.close();
  });
});

describe('somebody who joins', () => {
  it('is told of at once, though the room is told later', async () => {
    const { told, presence } = start();
    await presence.join(occupant(1));
    const { people, count } = await presence.join(occupant(2));
    expect([people.map(({ userId }) => userId), count, told]).toEqual([[1, 2], 2, [1]]);
    presence.close();
  });

  it('gets a list no longer than others get', async () => {
    const { presence } = start();
    const all = await Promise.all(Array.from({ length: longestList + 5 }, (_, i) => presence.join(occupant(i + 1))));
    expect(Math.max(...all.map(({ people }) => people.length))).toBe(longestList);
    presence.close();
  });

  it('is with those of the own worker while the others cannot be asked', async () => {
    const { link, presence } = start();
    await presence.join(occupant(1));
    link.away = true;
    expect(await presence.join(occupant(2))).toEqual({ people: [occupant(1), occupant(2)], count: 2 });
    await presence.leave('s1', 'I', 1);
    expect(await presence.join(occupant(3))).toMatchObject({ count: 2 });
    presence.close();
  });
});
