import { io } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { mayConnect } from './origins.ts';

const friend = 'https://friend.example';

it.each([
  [{}, true],
  [{ origin: 'https://chat.example', host: 'chat.example' }, true],
  [{ origin: 'http://chat.example:3000', host: 'Chat.example:3000' }, true],
  [{ origin: friend, host: 'chat.example' }, true],
  [{ origin: 'https://chat.example.evil.example', host: 'chat.example' }, false],
  [{ origin: 'https://chat.example:444', host: 'chat.example' }, false],
  [{ origin: `${friend}.evil.example`, host: 'chat.example' }, false],
  [{ origin: 'null', host: 'chat.example' }, false],
  [{ origin: '', host: 'chat.example' }, false],
  [{ origin: 'https://chat.example' }, false],
])('decides of %j: %s', (headers, may) => {
  expect(mayConnect([friend])({ headers })).toBe(may);
});

describe('the service', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  beforeAll(async () => {
    mariadb = await startMariadb();
  });
  afterAll(() => mariadb?.stop());

  const start = async (config: { readonly workers?: number; readonly longPolling?: boolean }) => {
    app = await startApp(
      { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile },
      { app: { origins: [friend], ...config } },
    );
  };
  /** How a socket fares that says that it comes from a page of `origin`: connected, or why not. */
  const open = async (origin: string | undefined, transport: 'websocket' | 'polling' = 'websocket') => {
    const socket = io(app.url, {
      transports: [transport],
      reconnection: false,
      forceNew: true,
      auth: { token: await app.token() },
      ...(origin !== undefined && { extraHeaders: { origin } }),
    });
    return new Promise<string>((resolve) => {
      socket.once('connect', () => resolve('connected'));
      socket.once('connect_error', (error) => resolve(error.message));
    }).finally(() => socket.disconnect());
  };

  describe('as it is usually set up', () => {
    beforeAll(() => start({}));
    afterAll(() => app?.stop());

    it('lets pages of its own and of the listed origins open sockets, and nobody from elsewhere', async () => {
      expect(await open(undefined)).toBe('connected');
      expect(await open(app.url)).toBe('connected');
      expect(await open(friend)).toBe('connected');
      expect(await open('https://evil.example')).toBe('websocket error');
      expect(await open('null')).toBe('websocket error');
      expect(await app.metrics()).toContain('chat_connect_errors_total{reason="forbidden"} 2\n');
    });

    it.each([
      [friend, friend],
      ['https://evil.example', null],
    ])('tells browsers whether a page of %s may use it', async (origin, allowed) => {
      const asked = await fetch(`${app.url}/board/likesearch`, {
        method: 'OPTIONS',
        headers: {
          origin,
          'access-control-request-method': 'POST',
          'access-control-request-headers': 'content-type',
        },
      });
      expect(asked.status).toBe(204);
      expect(asked.headers.get('access-control-allow-origin')).toBe(allowed);
      const answer = await fetch(`${app.url}/chat/chatlog?roomname=I`, { headers: { origin } });
      expect(answer.headers.get('access-control-allow-origin')).toBe(allowed);
      expect(answer.headers.get('access-control-allow-credentials')).toBeNull();
      expect(answer.headers.get('vary')).toContain('Origin');
    });

    it('keeps metrics and health to their own port, and binds no browser to https that it does not speak', async () => {
      for (const path of ['/metrics', '/-/healthy', '/-/ready', '//metrics', '/metrics/']) {
        const answer = await fetch(app.url + path);
        expect([path, answer.status]).toEqual([path, 404]);
        expect(answer.headers.get('strict-transport-security')).toBeNull();
        expect(await answer.text()).not.toContain('chat_');
      }
      expect((await fetch(`${app.adminUrl}/chat/chatlog?roomname=I`)).status).toBe(404);
    });

    it('answers nobody who asks without a WebSocket', async () => {
      expect(await open(undefined, 'polling')).toBe('xhr poll error');
    });
  });

  describe('with long polling', () => {
    beforeAll(() => start({ workers: 1, longPolling: true }));
    afterAll(() => app?.stop());

    it('serves clients that have no WebSocket, by the same rules', async () => {
      const auth = { token: await app.token() };
      const socket = io(app.url, { transports: ['polling'], reconnection: false, forceNew: true, auth });
      const heard = new Promise((resolve) => socket.once('receive_message', (...args: unknown[]) => resolve(args[3])));
      await socket.timeout(10_000).emitWithAck('join_room', 'I');
      expect(await socket.timeout(10_000).emitWithAck('send_message', 'I', 'n', 1, 'slowly')).toMatchObject({
        ok: true,
      });
      expect(await heard).toBe('slowly');
      expect(socket.io.engine.transport.name).toBe('polling');
      socket.disconnect();
      expect(await open(friend, 'polling')).toBe('connected');
      expect(await open('https://evil.example', 'polling')).toBe('xhr poll error');
    });
  });
});
