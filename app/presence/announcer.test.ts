import { describe, expect, it } from 'vitest';
import { createAnnouncer, pauseAfter, selectNews } from './announcer.ts';
import type { Change, Reading } from './presence-store.ts';

const occupant = (userId: number) => ({
  room: 'I',
  nickName: `n${userId}`,
  userId,
  userImage: '',
  userMbti: '',
  sid: `s${userId}`,
});

const joined = (version: number, userId = version): Change => ({ version, kind: 'joined', who: occupant(userId) });

/** A room of a worker whose time passes only when somebody waits. */
const simulate = (sockets: number) => {
  const told: { at: number; reading: Reading; news: readonly Change[] }[] = [];
  const pauses: PromiseWithResolvers<void>[] = [];
  const room = { sockets, now: 0, reads: 0, version: 0, changes: [] as readonly Change[] };
  const announcer = createAnnouncer({
    audience: () => room.sockets,
    async read() {
      room.reads += 1;
      return { people: [], count: room.version, version: room.version, changes: room.changes };
    },
    tell: (_room, reading, news) => told.push({ at: room.now, reading, news }),
    wait(ms) {
      const pause = Promise.withResolvers<void>();
      pauses.push(pause);
      return pause.promise.then(() => {
        room.now += ms;
      });
    },
  });
  return {
    room,
    told,
    announcer,
    join(userId?: number) {
      room.version += 1;
      room.changes = [joined(room.version, userId), ...room.changes].slice(0, 10);
      announcer.changed('I');
    },
    /** Lets the pause that is under way pass. */
    async pass() {
      await settle();
      pauses.shift()?.resolve();
      await settle();
    },
  };
};

const settle = () => new Promise((resolve) => setImmediate(resolve));

describe('an announcer', () => {
  it('tells the first change at once, and those during the pause together after it', async () => {
    const { join, told, pass } = simulate(100);
    join();
    await settle();
    expect(told.map(({ at, reading }) => [at, reading.count])).toEqual([[0, 1]]);
    for (let i = 0; i < 50; i++) join();
    await settle();
    expect(told).toHaveLength(1);
    await pass();
    expect(told.map(({ reading }) => reading.count)).toEqual([1, 51]);
  });

  it('reads and sends little when a crowd comes: 575 sockets at 57 a second', async () => {
    const { room, join, told, pass } = simulate(575);
    for (let round = 0; round < 4; round++) {
      for (let i = 0; i < 150; i++) join();
      await pass();
    }
    // The last one's pause has not passed.
    const packets = told.slice(0, -1).reduce((sum, { news }) => sum + 1 + news.length, 0);
    expect([room.now, room.reads, told.length]).toEqual([12_000, 5, 5]);
    expect((packets * 575) / (room.now / 1e3)).toBeLessThan(400);
  });

  it('tells nothing twice, and reads nothing where nobody listens', async () => {
    const { room, announcer, join, told, pass } = simulate(2);
    join();
    await pass();
    announcer.changed('I');
    await pass();
    expect([told.length, room.reads]).toEqual([1, 2]);
    room.sockets = 0;
    join();
    await pass();
    expect([told.length, room.reads]).toEqual([1, 2]);
  });

  it('answers a question by what it last told, and reads anew what nobody listened to', async () => {
    const { room, announcer, join, pass } = simulate(2);
    join();
    await pass();
    expect(await announcer.reading('I')).toMatchObject({ count: 1 });
    expect(room.reads).toBe(1);
    room.sockets = 0;
    join();
    expect(await announcer.reading('I')).toMatchObject({ count: 2 });
    expect(await announcer.reading('I')).toMatchObject({ count: 2 });
    expect(room.reads).toBe(2);
  });

  it('ends in the middle of a pause', async () => {
    const { announcer, join, told, pass } = simulate(2);
    join();
    await settle();
    join();
    announcer.close();
    await pass();
    expect(told).toHaveLength(1);
  });
});

it('pauses longer the more sockets and packets there are, within bounds', () => {
  expect([pauseAfter(1, 2), pauseAfter(100, 1), pauseAfter(288, 2), pauseAfter(20_000, 2)]).toEqual([
    50, 400, 2_304, 3_000,
  ]);
});

describe('the news of an announcement', () => {
  const changes = [joined(9), joined(8), joined(7), joined(6), joined(5)];

  it('are the latest that were not told, the oldest first; fewer where many listen', () => {
    const versions = (told: number, sockets: number) =>
      selectNews(changes, told, sockets).map(({ version }) => version);
    expect(versions(0, 1)).toEqual([7, 8, 9]);
    expect(versions(8, 1)).toEqual([9]);
    expect(versions(0, 30)).toEqual([8, 9]);
    expect(versions(0, 500)).toEqual([9]);
    expect(versions(9, 1)).toEqual([]);
  });

  it('name a person who came and went by the last of both', () => {
    const left: Change = { version: 3, kind: 'left', who: occupant(1) };
    expect(selectNews([left, joined(2, 1)], 0, 1)).toEqual([left]);
  });
});
