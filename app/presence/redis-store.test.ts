import { createClient } from 'redis';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { until } from '../../test/support/start-app.ts';
import { startRedis } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { createTelemetry } from '../telemetry/telemetry.ts';
import { pauseAfter } from './announcer.ts';
import { longestList, type Occupant, type PresenceStore } from './presence-store.ts';
import { openRedisStore, usualLease } from './redis-store.ts';
import { createRooms } from './rooms.ts';
import { roomKeys } from './scripts.ts';

const occupant = (userId: number, sid = `s${userId}`): Occupant => ({
  room: 'I',
  nickName: `n${userId} "나" \\ 😀`,
  userId,
  userImage: '',
  userMbti: 'INFP',
  sid,
});

/** A short one, so that the tests need not wait for long; workers of a busy machine must be in time with their signs. */
const lease = { lasting: 3_000, renewal: 750 };

describe('people in Redis', () => {
  let server: TestServer;
  let redis: ReturnType<typeof createClient>;
  let prefixes = 0;
  const ends: (() => void)[] = [];
  beforeAll(async () => {
    server = await startRedis();
    redis = createClient({ url: `redis://127.0.0.1:${server.port}`, RESP: 2 });
    redis.on('error', () => {});
    await redis.connect();
  });
  afterAll(async () => {
    redis?.destroy();
    await server?.stop();
  });
  afterEach(() => {
    for (const end of ends.splice(0)) end();
  });

  /** Workers of one service, each with people of its own, who may lose Redis or be deaf to the word of changes. */
  const startWorkers = (count: number) => {
    prefixes += 1;
    const prefix = `test${prefixes}`;
    return Array.from({ length: count }, () => {
      const own = createRooms();
      const changed: string[] = [];
      const link = { connected: true, deaf: false };
      const telemetry = createTelemetry();
      const lines: string[] = [];
      const write = (line: string) => {
        lines.push(line);
      };
      const log = { error: write, warn: write, info: write, debug: write };
      const open = openRedisStore(
        {
          run: (script, keys, args) =>
            link.connected ? redis.eval(script, { keys, arguments: args }) : Promise.reject(new Error('away')),
          listen: (channel, listener) => {
            const ear = redis.duplicate();
            ear.on('error', () => {});
            ends.push(() => ear.destroy());
            void ear
              .connect()
              .then(() => ear.subscribe(channel, (message) => (link.deaf ? undefined : listener(message))));
          },
        },
        { prefix, lease, rooms: ['I'], telemetry, log },
      );
      const store: PresenceStore = open({ people: own.people, onChange: (room) => changed.push(room) });
      ends.push(store.close);
      return {
        prefix,
        own,
        store,
        link,
        changed,
        lines,
        async join(who: Occupant) {
          own.enter(who.sid, who);
          return store.enter(who);
        },
        async leave(who: Occupant) {
          own.leave(who.sid, 'I', who.userId);
          await store.leave('I', who.userId);
        },
        ids: async () => (await store.read('I')).people.map(({ userId }) => userId),
        async measured(name: string) {
          const families = await telemetry.collect();
          return families.find((family) => family.name === name)?.values[0]?.value;
        },
      };
    });
  };
  const pair = () => {
    const [one, two] = startWorkers(2);
    if (!one || !two) throw new Error('Two workers were asked for.');
    return [one, two] as const;
  };

  const untilRunOut = (prefix: string, count: number) =>
    until('All leases have run out', async () => {
      const [leases = ''] = roomKeys(prefix, 'I');
      return (await redis.zCount(leases, Date.now(), '+inf')) === 0 && (await redis.zCard(leases)) === count;
    });

  it('are the same for all workers, with every letter of their names', async () => {
    const [one, two] = pair();
    expect(await two.store.read('I')).toEqual({ people: [], count: 0, version: 0, changes: [] });
    expect(await one.join(occupant(1))).toBe(1);
    expect(await two.join(occupant(2))).toBe(2);
    const reading = await one.store.read('I');
    expect(reading).toEqual(await two.store.read('I'));
    expect(reading).toMatchObject({ people: [occupant(1), occupant(2)], count: 2 });
    expect(reading.changes.map(({ kind, who }) => [kind, who])).toEqual([
      ['joined', occupant(2)],
      ['joined', occupant(1)],
    ]);
    await until('Both hear of it', async () => one.changed.length > 0 && two.changed.length > 0);
  });

  it('are known by the next sign at the latest where the word of a change was lost', async () => {
    const [one, two] = pair();
    await until('It has begun', async () => two.changed.includes('I'));
    await two.store.read('I');
    two.changed.length = 0;
    two.link.deaf = true;
    await one.join(occupant(1));
    await until('It sees the change', async () => two.changed.includes('I'));
  });

  it('leave nothing in Redis for ever', async () => {
    const [one] = pair();
    await one.join(occupant(1));
    const keys = roomKeys(one.prefix, 'I');
    await until('Each key has its end', async () => {
      const left = await Promise.all(keys.map((key) => redis.pTTL(key)));
      return left.every((ms) => ms > 0);
    });
  });

  it('stay until they have left by every worker', async () => {
    const [one, two] = pair();
    await one.join(occupant(1, 'a'));
    expect(await two.join(occupant(1, 'b'))).toBe(1);
    await one.leave(occupant(1, 'a'));
    expect(await one.ids()).toEqual([1]);
    await two.leave(occupant(1, 'b'));
    await two.leave(occupant(1, 'b'));
    const { people, count, changes } = await one.store.read('I');
    expect({ people, count, kinds: changes.map(({ kind }) => kind) }).toEqual({
      people: [],
      count: 0,
      kinds: ['left', 'joined'],
    });
  });

  it('are listed up to a bound, and all counted', async () => {
    const [one] = pair();
    const some = Array.from({ length: longestList + 30 }, (_, i) => occupant(i + 1));
    await Promise.all(some.map(one.join));
    const { people, count } = await one.store.read('I');
    expect([people.length, people[0]?.userId, count]).toEqual([longestList, 1, longestList + 30]);
  });

  it('are gone when the leases of a dead worker have run out, told by one other, and counted once', async () => {
    const [dead, one, two] = startWorkers(3);
    if (!dead || !one || !two) throw new Error('Three workers were asked for.');
    for (let i = 1; i <= 5; i++) await dead.join(occupant(i));
    // One of them has a second window with a worker that lives.
    await one.join(occupant(5, 'other'));
    await one.join(occupant(6));
    dead.link.connected = false;
    await until('Its people are gone', async () => (await two.store.read('I')).count === 2);
    expect(await two.ids()).toEqual([5, 6]);
    const told = Number(await one.measured('chat_presence_expired_total'));
    expect(told + Number(await two.measured('chat_presence_expired_total'))).toBe(4);
    const kinds = (await two.store.read('I')).changes.map(({ kind }) => kind);
    expect(kinds.filter((kind) => kind === 'left')).toHaveLength(4);
    await until('Both count alike', async () => (await two.measured('chat_room_people')) === 2);
    expect(await one.measured('chat_room_people')).toBe(2);
  });

  it('come back without a word to the rooms when a worker reaches Redis again, or Redis has forgotten', async () => {
    const [one, two] = pair();
    one.link.connected = false;
    await expect(one.join(occupant(1))).rejects.toThrow('away');
    await two.join(occupant(2));
    await until('It knows its own meanwhile', async () => (await one.measured('chat_room_people')) === 1);
    one.link.connected = true;
    await until('Both are there', async () => (await two.store.read('I')).count === 2);
    const before = (await two.store.read('I')).version;
    expect((await two.store.read('I')).changes.map(({ who }) => who.userId)).not.toContain(1);
    await redis.flushAll();
    await until('Both are there again', async () => (await two.store.read('I')).count === 2);
    expect(await two.store.read('I')).toMatchObject({ changes: [] });
    expect(one.lines).toEqual([
      'Redis does not tell who is in the rooms: people see those of their own worker.',
      'Redis tells who is in the rooms.',
    ]);
    expect((await two.store.read('I')).version).toBeGreaterThan(before);
  });

  it('are all still there after Redis stood still for longer than a lease', async () => {
    const [one, two] = pair();
    await one.join(occupant(1));
    await two.join(occupant(2));
    await until('They have renewed in peace', async () => (await one.measured('chat_room_people')) === 2);
    const { version } = await one.store.read('I');
    one.link.connected = false;
    two.link.connected = false;
    await untilRunOut(one.prefix, 2);
    one.link.connected = true;
    await until('One is back', async () => (await one.measured('chat_room_people')) !== 1);
    two.link.connected = true;
    await until('The other is back', async () => (await two.measured('chat_room_people')) === 2);
    expect(await one.ids()).toEqual([1, 2]);
    const { changes } = await one.store.read('I');
    expect(changes.filter((change) => change.version > version)).toEqual([]);
  });

  /** Changes the clock of Redis, which is the other way round for all that it has noted. */
  const changeClock = async (prefix: string, ms: number) => {
    const [leases = '', , , , , , signs = ''] = roomKeys(prefix, 'I');
    const noted = await redis.zRange(leases, 0, -1);
    const steps = redis.multi().hIncrBy(signs, 'last', -ms).hIncrBy(signs, 'since', -ms);
    for (const one of noted) steps.zIncrBy(leases, -ms, one);
    await steps.exec();
  };

  it('stay when the clock of Redis is put forward', async () => {
    const [one, two] = pair();
    await one.join(occupant(1));
    await two.join(occupant(2));
    const [, , , , , , signs = ''] = roomKeys(one.prefix, 'I');
    const since = () => redis.hGet(signs, 'since').then(Number);
    await until('Leases would be ended', async () => Date.now() - (await since()) > 2 * lease.renewal);
    const before = await since();
    await changeClock(one.prefix, 3_600_000);
    await until('Leases would be ended again', async () => {
      const now = await since();
      return now > before && Date.now() - now > 3 * lease.renewal;
    });
    expect((await one.store.read('I')).changes.map(({ kind }) => kind)).not.toContain('left');
    expect(await one.ids()).toEqual([1, 2]);
  });

  it('are gone with their worker also when the clock of Redis was put back meanwhile', async () => {
    const [dead, one] = pair();
    await dead.join(occupant(1));
    await one.join(occupant(2));
    dead.link.connected = false;
    await changeClock(one.prefix, -3_600_000);
    await until('The dead one is gone', async () => (await one.store.read('I')).count === 1);
    expect(await one.ids()).toEqual([2]);
  });

  it('are all gone at once when very many were with a worker that died', async () => {
    const [dead, one] = pair();
    await Promise.all(Array.from({ length: 2_500 }, (_, i) => dead.join(occupant(i + 1))));
    dead.link.connected = false;
    one.link.connected = false;
    await untilRunOut(one.prefix, 2_500);
    one.link.connected = true;
    await until('The first are gone', async () => (await one.store.read('I')).count < 2_500);
    // Gives no further sign.
    one.store.close();
    await until('All are gone', async () => (await one.store.read('I')).count === 0);
    expect(await one.measured('chat_presence_expired_total')).toBe(2_500);
  });
});

it('lets no ghost stay for 15 seconds', () => {
  expect(usualLease.lasting + usualLease.renewal + pauseAfter(1e6, 9)).toBeLessThan(15_000);
});
