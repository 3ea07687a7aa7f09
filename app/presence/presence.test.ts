import { createClient } from 'redis';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { startProxy } from '../../test/support/start-proxy.ts';
import { startRedis } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { enterScript, roomKeys } from './scripts.ts';

/** Somebody who looks at a room without joining its chat. */
interface Watcher {
  readonly count: () => number | undefined;
  readonly names: () => readonly string[];
  /** Who was named as new or gone since {@link forgetNotices}. */
  readonly notices: string[];
}

const join = async (socket: Socket, room = 'I'): Promise<Socket> => {
  expect(await socket.timeout(10_000).emitWithAck('join_chat', room, 'n', 1)).toMatchObject({ ok: true });
  return socket;
};

const watch = async (app: TestApp, room = 'I'): Promise<Watcher> => {
  const socket = await app.connect();
  let last: { names: string[]; count: number } | undefined;
  const notices: string[] = [];
  socket.on('current_usercount', (list: [{ nickname: string }][], count: number) => {
    last = { names: list.map(([{ nickname }]) => nickname), count };
  });
  socket.on('notice_user_join', (name: string) => notices.push(`+${name}`));
  socket.on('notice_user_left', (_room: string, name: string) => notices.push(`-${name}`));
  await socket.timeout(10_000).emitWithAck('join_room', room);
  await socket.timeout(10_000).emitWithAck('current_usercount', room);
  return { count: () => last?.count, names: () => last?.names ?? [], notices };
};

const person = (number: number) => ({ userId: number, name: `p${number}` });

const crowd = (app: TestApp, from: number, size: number) =>
  Promise.all(Array.from({ length: size }, async (_, i) => join(await app.connect(person(from + i)))));

const measured = async (app: TestApp, series: string): Promise<number> =>
  Number((await app.metrics()).split(`\n${series} `)[1]?.split('\n')[0]);

const here = (app: TestApp) => measured(app, 'chat_room_people{room="I"}');

const seats = (app: TestApp) => measured(app, 'chat_room_seats{room="I"}');

const expired = (app: TestApp) => measured(app, 'chat_presence_expired_total');

/** Kills one worker; waits until one of these sockets has lost its connection by it, and gives that one. */
const killWorker = async (app: TestApp, sockets: readonly Socket[]): Promise<Socket> => {
  const pid = app.processes().find((one) => one !== app.child.pid);
  if (pid === undefined) throw new Error('No worker runs.');
  process.kill(pid, 'SIGKILL');
  return until('Its people lose their connections', async () => sockets.find(({ connected }) => !connected));
};

/** What is told next is about what happens next: watchers hear also of those who left shortly before they came. */
const forgetNotices = (watchers: readonly Watcher[]): void => {
  for (const { notices } of watchers) notices.length = 0;
};

const connectedOf = (sockets: readonly Socket[]): number => sockets.filter(({ connected }) => connected).length;

describe('people on two machines with one Redis', () => {
  let mariadb: TestMariadb;
  let redis: TestServer;
  let left: TestApp;
  let right: TestApp;
  let watchers: readonly Watcher[];
  const startMachine = () =>
    startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile, redisPort: redis.port });
  beforeAll(async () => {
    [mariadb, redis] = await Promise.all([startMariadb(), startRedis()]);
    [left, right] = await Promise.all([startMachine(), startMachine()]);
  });
  afterAll(async () => {
    await Promise.all([left?.stop(), right?.stop()]);
    await redis?.stop();
    await mariadb?.stop();
  });
  beforeEach(async () => {
    watchers = await Promise.all([left, left, right, right].map((app) => watch(app)));
  });
  const sockets: Socket[] = [];
  afterEach(async () => {
    for (const socket of sockets.splice(0)) socket.disconnect();
    await until('All have left', async () => (await here(left)) === 0);
  });
  const come = async (app: TestApp, from: number, size: number) => {
    const some = await crowd(app, from, size);
    sockets.push(...some);
    return some;
  };
  const leases = async () => {
    const client = await createClient({ url: `redis://127.0.0.1:${redis.port}` }).connect();
    const count = await client.zCard(roomKeys('fungap:lab', 'I')[0] ?? '');
    client.destroy();
    return count;
  };
  const untilAllSee = (count: number) =>
    until(`All see ${count}`, async () => watchers.every((watcher) => watcher.count() === count));

  it('are seen by all, once each whatever their windows, until the last of those closes', async () => {
    const windows = [...(await come(left, 1, 1)), ...(await come(left, 1, 1)), ...(await come(right, 1, 1))];
    await come(right, 2, 1);
    await untilAllSee(2);
    for (const watcher of watchers) {
      expect(watcher.names()).toEqual(['p1', 'p2']);
      expect(watcher.notices).toEqual(['+p1', '+p2']);
    }
    await until('Both machines measure it', async () => (await here(left)) === 2 && (await here(right)) === 2);
    windows[0]?.disconnect();
    windows[2]?.disconnect();
    await windows[1]?.timeout(10_000).emitWithAck('current_usercount', 'I');
    expect(await here(left)).toBe(2);
    windows[1]?.emit('left_room', 'I');
    await untilAllSee(1);
    for (const watcher of watchers) expect(watcher.notices).toEqual(['+p1', '+p2', '-p1']);
  });

  it('are measured as they are, while they come, double and go', async () => {
    const all = await come(left, 1, 12);
    await come(right, 7, 12);
    await until('Both machines measure it', async () => (await here(left)) === 18 && (await here(right)) === 18);
    await untilAllSee(18);
    // Those who are on both machines have a seat on each.
    expect([await seats(left), await seats(right)]).toEqual([12, 12]);
    for (const socket of all.slice(0, 9)) socket.disconnect();
    await until('Both machines measure it', async () => (await here(left)) === 12 && (await here(right)) === 12);
    await untilAllSee(12);
    expect([await seats(left), await seats(right)]).toEqual([3, 12]);
  });

  it('are more than the seats while somebody is listed whom no socket stands for', async () => {
    await come(left, 1, 2);
    await untilAllSee(2);
    const client = await createClient({ url: `redis://127.0.0.1:${redis.port}` }).connect();
    const ghost = { room: 'I', nickName: 'ghost', userId: 99, userImage: '', userMbti: '', sid: 'none' };
    await client.eval(enterScript, {
      keys: [...roomKeys('fungap:lab', 'I')],
      arguments: ['fungap:lab:presence', 'I', 'a worker that has lost count', '99', JSON.stringify(ghost), '9000', '1'],
    });
    client.destroy();
    await until('The ghost is listed', async () => (await here(left)) === 3);
    expect((await seats(left)) + (await seats(right))).toBe(2);
    await until('Its lease has ended', async () => (await here(left)) === 2);
  });

  it('vanish when their worker is killed, unless they come back before their leases end', async () => {
    const some = await come(left, 1, 8);
    await untilAllSee(8);
    forgetNotices(watchers);
    const before = (await expired(left)) + (await expired(right));
    const first = await killWorker(left, some);
    await until('All of its people have lost them', async () => (await seats(left)) === connectedOf(some));
    const number = some.indexOf(first) + 1;
    await come(left, number, 1);
    await until('Their leases have ended', async () => (await leases()) === connectedOf(some) + 1);
    const [, , far] = watchers;
    await until('The other machine is told', async () => far?.count() === connectedOf(some) + 1);
    const leavers = far?.notices.filter((notice) => notice.startsWith('-')) ?? [];
    expect(leavers).not.toContain(`-p${number}`);
    expect(leavers.length).toBeGreaterThan(0);
    expect((await expired(left)) + (await expired(right)) - before).toBe(7 - connectedOf(some));
    await until('Another worker is there', async () => (await here(left)) === connectedOf(some) + 1);
  });

  it('are known to their own worker while Redis is away, and to all when it is back with nothing kept', async () => {
    await come(left, 1, 4);
    await come(right, 5, 4);
    await untilAllSee(8);
    forgetNotices(watchers);
    await redis.kill();
    await until('Each worker tells its own', async () => watchers.every((watcher) => Number(watcher.count()) < 8));
    const [late] = await come(left, 20, 1);
    const seen = new Promise<number>((resolve) => late?.once('current_usercount', (_list, count) => resolve(count)));
    await late?.timeout(10_000).emitWithAck('current_usercount', 'I');
    expect(await seen).toBeGreaterThan(0);
    await redis.start();
    await untilAllSee(9);
    await until('Both machines measure it', async () => (await here(left)) === 9 && (await here(right)) === 9);
    for (const watcher of watchers) expect(watcher.notices.filter((notice) => notice.startsWith('-'))).toEqual([]);
    expect((await left.output()) + (await right.output())).not.toMatch(/unhandled|uncaught/i);
  });

  // The last, as it leaves one machine only.
  it('vanish when their machine is killed, or their network dies', async () => {
    const proxy = await startProxy(Number(new URL(left.url).port));
    const auth = { token: await left.token(person(9)) };
    const cutOff = io(proxy.url, { transports: ['websocket'], reconnection: false, auth });
    sockets.push(cutOff);
    await new Promise<void>((resolve) => cutOff.once('connect', resolve));
    await join(cutOff);
    await come(left, 1, 3);
    await come(right, 4, 5);
    await untilAllSee(9);
    const before = await expired(left);
    proxy.swallow();
    for (const pid of right.processes()) process.kill(pid, 'SIGKILL');
    const [near] = watchers;
    await until('The rooms are told', async () => near?.count() === 3);
    expect([...(near?.names() ?? [])].sort()).toEqual(['p1', 'p2', 'p3']);
    expect((await expired(left)) - before).toBe(5);
    expect(await left.metrics()).toMatch(/^chat_disconnects_total\{reason="ping_timeout"\} [1-9]/m);
    await proxy.stop();
  });
});

describe('people of one machine without Redis', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  beforeAll(async () => {
    mariadb = await startMariadb();
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
  });
  afterAll(async () => {
    await app?.stop();
    await mariadb?.stop();
  });

  it('are one with two windows on two workers, and vanish with their worker', async () => {
    const watchers = [await watch(app), await watch(app)];
    // Six of them with each worker, of whom four at most have another window.
    const some = [...(await crowd(app, 1, 12)), ...(await crowd(app, 1, 4))];
    await until('Both see them', async () => watchers.every((watcher) => watcher.count() === 12));
    expect(await here(app)).toBe(12);
    await killWorker(app, some);
    await until('Its people are gone', async () => (await here(app)) < 12);
    const left = await here(app);
    expect(await expired(app)).toBe(12 - left);
    await until('Those who stay are told', async () => watchers.some((watcher) => watcher.count() === left));
    const connected = () => new Set(some.flatMap((socket, i) => (socket.connected ? [i % 12] : [])));
    await until('Those are they who have a connection', async () => connected().size === left);
    for (const socket of some) socket.disconnect();
    await until('All have left', async () => (await here(app)) === 0);
  });
});
