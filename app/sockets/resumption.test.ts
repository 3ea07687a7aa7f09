import { createClient } from 'redis';
import { io, type Socket } from 'socket.io-client';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { startProxy, type TestProxy } from '../../test/support/start-proxy.ts';
import { startRedis } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';

const send = (socket: Socket, event: string, ...args: unknown[]): Promise<unknown> =>
  socket.timeout(10_000).emitWithAck(event, ...args);

const person = { userId: 7, name: '일곱' };

describe.each(['with Redis', 'without Redis'])('a client whose connection breaks, %s', (way) => {
  const behindRedis = way === 'with Redis';
  let mariadb: TestMariadb;
  let redis: TestServer | undefined;
  let app: TestApp;
  let proxy: TestProxy;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    mariadb = await startMariadb();
    if (behindRedis) redis = await startRedis();
    app = await startApp({
      mysqlPort: mariadb.port,
      mysqlPasswordFile: mariadb.appPasswordFile,
      ...(redis && { redisPort: redis.port }),
    });
    proxy = await startProxy(Number(new URL(app.url).port));
  });
  afterAll(async () => {
    await proxy?.stop();
    await app?.stop();
    await redis?.stop();
    await mariadb?.stop();
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.disconnect();
  });

  /** A client that comes back by itself, but only when told to, and that shows this token when it does. */
  const connect = async (token = '') => {
    const auth = { token: token || (await app.token(person)) };
    const socket = io(proxy.url, { transports: ['websocket'], reconnection: false, forceNew: true, auth });
    sockets.push(socket);
    const heard: { readonly text: string; readonly chatId: number }[] = [];
    socket.on('receive_message', (...[, , , text, , , chatId]: unknown[]) =>
      heard.push({ text: String(text), chatId: Number(chatId) }),
    );
    const connected = () => new Promise<void>((resolve) => socket.once('connect', resolve));
    await connected();
    expect(await send(socket, 'join_chat', 'I', 'n', 7)).toMatchObject({ ok: true });
    return {
      socket,
      heard,
      async breakOff() {
        const gone = new Promise<unknown>((resolve) => socket.once('disconnect', resolve));
        proxy.cut();
        await gone;
      },
      async comeBack(auth = socket.auth) {
        socket.auth = auth;
        const back = connected();
        socket.connect();
        await back;
      },
    };
  };
  const say = async (speaker: Socket, texts: readonly string[]): Promise<readonly number[]> => {
    const replies: unknown[] = [];
    for (const text of texts) replies.push(await send(speaker, 'send_message', 'I', 'n', 1, text));
    return replies.map((reply) => (reply as { chatId: number }).chatId);
  };
  const people = async () => Number((await app.metrics()).split('\nchat_room_people{room="I"} ')[1]?.split('\n')[0]);

  it('gets exactly what it missed', async () => {
    const speaker = await app.connect();
    await send(speaker, 'join_room', 'I');
    const client = await connect();
    const [before = 0] = await say(speaker, ['before']);
    await until('It hears', async () => client.heard.length === 1);
    await client.breakOff();
    await until('It is gone', async () => (await people()) === 0);
    const missed = await say(speaker, ['one', 'two', '셋']);
    const lists: unknown[][] = [];
    client.socket.on('current_usercount', (...list: unknown[]) => lists.push(list));
    await client.comeBack();
    expect(client.socket.recovered === true).toBe(behindRedis);

    const page = await fetch(`${app.url}/chat/chatlog?roomname=I&after=${before}`);
    const { chatlogs } = (await page.json()) as { chatlogs: { chat_id: number; message: string }[] };
    expect(chatlogs.map(({ chat_id, message }) => [chat_id, message])).toEqual([
      [missed[0], 'one'],
      [missed[1], 'two'],
      [missed[2], '셋'],
    ]);
    if (!behindRedis) return;
    await until('It hears the rest by itself', async () => client.heard.length === 4);
    expect(client.heard.slice(1)).toEqual(chatlogs.map(({ chat_id, message }) => ({ text: message, chatId: chat_id })));
    await until('It has its seat again', async () => (await people()) === 1);
    await until('It is told who is there', async () => lists.at(-1)?.[1] === 1);
    await say(speaker, ['after']);
    await until('It hears on', async () => client.heard.at(-1)?.text === 'after');
    expect(client.heard).toHaveLength(5);
  });

  // Without Redis a session ends with its connection.
  if (!behindRedis) return;

  it('does not get the seat of another whose token it shows', async () => {
    const client = await connect();
    const speaker = await app.connect();
    await say(speaker, ['an offset to resume from']);
    await until('It hears', async () => client.heard.length === 1);
    await client.breakOff();
    const counts: number[] = [];
    client.socket.on('current_usercount', (_list: unknown, count: number) => counts.push(count));
    await client.comeBack({ token: await app.token({ userId: 8, name: '여덟' }) });
    expect(client.socket.recovered).toBe(true);
    await until('It is told that nobody sits there', async () => counts.at(-1) === 0);
    expect(await people()).toBe(0);
  });

  it('is not let in again without a token that counts', async () => {
    const client = await connect();
    const speaker = await app.connect();
    await say(speaker, ['an offset to resume from']);
    await until('It hears', async () => client.heard.length === 1);
    await client.breakOff();
    const refused = new Promise<Error>((resolve) => client.socket.once('connect_error', resolve));
    client.socket.auth = { token: 'nobody' };
    client.socket.connect();
    expect((await refused).message).toBe('the token is not a JSON web token.');
    await until('Nobody sits there', async () => (await people()) === 0);
  });

  it('starts anew, rather than read without end, when too much was broadcast', async () => {
    const client = await connect();
    const speaker = await app.connect();
    await say(speaker, ['an offset to resume from']);
    await until('It hears', async () => client.heard.length === 1);
    await client.breakOff();
    await until('It is gone', async () => (await people()) === 0);
    const stream = await createClient({ url: redis?.url ?? '' }).connect();
    const data = JSON.stringify({ packet: { type: 2, data: ['x'] }, opts: { rooms: ['E'], except: [], flags: {} } });
    const entry = { uid: 'another', nsp: '/', type: '3', data };
    await Promise.all(Array.from({ length: 1_001 }, () => stream.xAdd('fungap:lab', '*', entry)));
    stream.destroy();
    await client.comeBack();
    expect(client.socket.recovered).toBe(false);
  });

  it('starts anew while Redis is away, and loses no time by it', async () => {
    const client = await connect();
    const speaker = await app.connect();
    await say(speaker, ['an offset to resume from']);
    await until('It hears', async () => client.heard.length === 1);
    await redis?.kill();
    await client.breakOff();
    await client.comeBack();
    expect(client.socket.recovered).toBe(false);
    expect(await send(client.socket, 'join_chat', 'I', 'n', 7)).toMatchObject({ ok: true });
    await redis?.start();
    await until('All is well again', async () => !/chat_adapter_up\{worker="\d"\} 0/.test(await app.metrics()));
    expect(await app.metrics()).toMatch(/^chat_worker_restarts_total 0$/m);
    expect(await app.output()).not.toMatch(/unhandled|uncaught/i);
  });

  // The last: the leases of workers that are replaced outlast them for a while.
  it('resumes with another worker when its own is replaced', async () => {
    const client = await connect();
    const speaker = await app.connect();
    await say(speaker, ['an offset to resume from']);
    await until('It hears', async () => client.heard.length === 1);
    const gone = new Promise<unknown>((resolve) => client.socket.once('disconnect', resolve));
    process.kill(app.child.pid, 'SIGHUP');
    await gone;
    await client.comeBack();
    expect(client.socket.recovered).toBe(true);
    expect(await people()).toBe(1);
    await until('All are replaced', async () =>
      (await app.metrics()).includes('chat_worker_replacements_total{outcome="done"} 2\n'),
    );
  });
});
