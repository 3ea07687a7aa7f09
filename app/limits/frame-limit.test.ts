import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import WebSocket from 'ws';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { limitFrames } from './frame-limit.ts';

/** So that five times as much as a person may, and a frame for each second, are 32 frames. */
const limits = { windowSeconds: 2, personMessages: 3, personEvents: 3, addressSockets: 4 };
const most = 32;

describe('a connection', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  beforeAll(async () => {
    mariadb = await startMariadb();
    const servers = { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile };
    app = await startApp(servers, { app: { workers: 1, limits } });
  });
  afterAll(async () => {
    await app?.stop();
    await mariadb?.stop();
  });

  const open = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    // As a client that means to stay.
    socket.on('message', (data) => {
      if (String(data) === '2') socket.send('3');
    });
    await once(socket, 'open');
    return socket;
  };
  /** Those of the tests before may still be closing. */
  const openSoon = () => until('A place is free', () => open().catch(() => undefined));
  /** @returns the answer to the handshake */
  const enter = async (socket: WebSocket, token: string): Promise<string> => {
    const answer = new Promise<string>((resolve) => {
      socket.on('message', (data) => {
        if (String(data).startsWith('4')) resolve(String(data));
      });
    });
    socket.send(`40${JSON.stringify({ token })}`);
    return answer;
  };
  const counted = async (what: string) =>
    Number((await app.metrics()).split(`chat_limited_total{what="${what}"} `)[1]?.split('\n')[0]);

  it.each<[string, (socket: WebSocket, token: string) => Promise<void>]>([
    [
      'events, all but a few of which are refused',
      async (socket, token) => {
        expect(await enter(socket, token)).toMatch(/^40/);
        for (let i = 0; i < most; i += 1) socket.send('42["join_room","I"]');
      },
    ],
    [
      'answers that nobody has asked for',
      async (socket) => {
        for (let i = 0; i <= most; i += 1) socket.send('3');
      },
    ],
    [
      'handshakes for what is not there',
      async (socket) => {
        for (let i = 0; i <= most; i += 1) socket.send('40/elsewhere,');
      },
    ],
    [
      'pings of the WebSocket itself',
      async (socket) => {
        for (let i = 0; i <= most; i += 1) socket.ping();
      },
    ],
  ])('is cut off that sends too many frames: %s', async (_what, flood) => {
    const before = await counted('connection_frames');
    const socket = await open();
    const closed = once(socket, 'close');
    await flood(socket, await app.token());
    await closed;
    expect(await counted('connection_frames')).toBe(before + 1);
    const told = (await app.output())
      .trimEnd()
      .split('\n')
      .filter((line) => line.includes('was cut off'));
    expect(JSON.parse(told.at(-1) ?? '{}')).toMatchObject({
      message: `A connection was cut off: it sent more than ${most} frames in 2 s.`,
      client: { address: '127.0.0.1' },
    });
  });

  it('is not let in again at once for the person whose was cut off', async () => {
    const token = await app.token();
    const socket = await open();
    await enter(socket, token);
    const closed = once(socket, 'close');
    for (let i = 0; i < most; i += 1) socket.send('42["join_room","I"]');
    await closed;
    const next = await open();
    expect(JSON.parse((await enter(next, token)).slice(2))).toEqual({
      message: expect.stringMatching(/^Too much came from you at once; try again in [12] s\.$/),
      data: { code: 'too_many', retryAfterMs: expect.any(Number) },
    });
    const patient = await until('The window is over', async () => {
      const again = await open();
      const answer = await enter(again, token);
      if (answer.startsWith('40')) return again;
      again.terminate();
      return undefined;
    });
    next.terminate();
    patient.terminate();
  });

  it('is closed when its client leaves the chat, as nobody else would close it', async () => {
    const socket = await open();
    await enter(socket, await app.token());
    const closed = once(socket, 'close');
    socket.send('41');
    await closed;
  });

  it('is refused to an address that holds as many as it may, until one of them closes', async () => {
    const held = [await openSoon(), await openSoon(), await openSoon(), await openSoon()];
    const before = await counted('address_sockets');
    await expect(open()).rejects.toThrow('Unexpected server response: 400');
    expect(await counted('address_sockets')).toBe(before + 1);
    const gone = held.map((socket) => once(socket, 'close'));
    for (const socket of held) socket.terminate();
    await Promise.all(gone);
    const next = await openSoon();
    next.terminate();
  });

  it('is closed without a handshake that was let through, within the time for it', async () => {
    const [silent, refused] = [await openSoon(), await openSoon()];
    const closed = Promise.all([once(silent, 'close'), once(refused, 'close')]);
    expect(await enter(refused, 'nobody')).toMatch(/^44/);
    await closed;
  }, 20_000);
});

it('may send as many frames as its limit in each window', () => {
  let time = 0;
  let cuts = 0;
  const listeners: (() => void)[] = [];
  const follow = limitFrames({ points: 3, seconds: 10 }, { now: () => time, onCut: () => (cuts += 1) });
  const request = { socket: { destroy: () => {} } } as unknown as IncomingMessage;
  follow({ id: 'a', request, transport: {}, close: () => {}, on: (_event, listener) => listeners.push(listener) });
  for (; time < 1_000_000; time += 10_000) for (let i = 0; i < 3; i += 1) listeners[0]?.();
  expect(cuts).toBe(0);
  time -= 1;
  listeners[0]?.();
  expect(cuts).toBe(1);
});
