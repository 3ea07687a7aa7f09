import { describe, expect, it } from 'vitest';
import { longestList, longestNews, newsAge } from './presence-store.ts';
import { createRooms } from './rooms.ts';

const occupant = (userId: number, sid = `s${userId}`, room = 'I') => ({
  room,
  nickName: `n${userId}`,
  userId,
  userImage: '',
  userMbti: '',
  sid,
});

describe('rooms in memory', () => {
  it('hold a person for as long as one holder does, and list the holder who came first', () => {
    const rooms = createRooms(() => 1_000);
    expect(rooms.enter('a', occupant(1, 'a'))).toBe(true);
    expect(rooms.enter('b', occupant(1, 'b'))).toBe(false);
    expect(rooms.read('I')).toMatchObject({ count: 1, people: [{ sid: 'a' }] });
    expect(rooms.leave('a', 'I', 1)).toBe(false);
    expect(rooms.find('I', 1)).toMatchObject({ sid: 'b' });
    expect(rooms.leave('b', 'I', 1)).toBe(true);
    expect(rooms.leave('b', 'I', 1)).toBe(false);
    expect(rooms.read('I')).toMatchObject({ count: 0, people: [] });
  });

  it('lose all whom a holder alone held, told by room', () => {
    const rooms = createRooms(() => 1_000);
    rooms.enter('a', occupant(1));
    rooms.enter('a', occupant(2));
    rooms.enter('b', occupant(2));
    rooms.enter('a', occupant(3, 's3', 'E'));
    expect([...rooms.drop('a')]).toEqual([
      ['I', 1],
      ['E', 1],
    ]);
    expect(rooms.people('I').map(({ userId }) => userId)).toEqual([2]);
    expect([...rooms.drop('a')]).toEqual([]);
  });

  it('list at most so many, those who came first first, and count all', () => {
    const rooms = createRooms();
    for (let i = 1; i <= longestList + 50; i++) rooms.enter('a', occupant(i));
    const { people, count } = rooms.read('I');
    expect([people.length, people[0]?.userId, count]).toEqual([longestList, 1, longestList + 50]);
  });

  it('remember the latest changes for a while, each with a version above the last', () => {
    let now = 1_000;
    const rooms = createRooms(() => now);
    rooms.enter('a', occupant(1));
    rooms.enter('a', occupant(2));
    rooms.leave('a', 'I', 1);
    const { version, changes } = rooms.read('I');
    expect(version).toBe(1_002);
    expect(changes.map(({ version, kind, who }) => [version, kind, who.userId])).toEqual([
      [1_002, 'left', 1],
      [1_001, 'joined', 2],
      [1_000, 'joined', 1],
    ]);
    now += newsAge + 1;
    expect(rooms.read('I').changes.map(({ version }) => version)).toEqual([1_002, 1_001]);
    for (let i = 10; i < 30; i++) rooms.enter('a', occupant(i));
    expect(rooms.read('I').changes).toHaveLength(longestNews);
  });
});
