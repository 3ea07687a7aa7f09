import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

const send = async (socket: Socket, event: string, ...args: unknown[]): Promise<string> => {
  const reply = await socket.timeout(30_000).emitWithAck(event, 'I', 'n', 1, ...args);
  return reply.ok ? 'ok' : reply.code;
};

describe('the limits that nobody has configured', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    mariadb = await startMariadb();
    app = await startApp(
      { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile },
      { app: { limits: {} } },
    );
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await app?.stop();
    await mariadb?.stop();
  });

  const refusals = async () => (await app.metrics()).match(/^chat_limited_total\{.*\} [1-9].*$/gm) ?? [];

  /** As a page does when it opens. */
  const come = async (): Promise<void> => {
    for (const path of ['/chat/rooms', '/chat/chatlog?roomname=I']) {
      const response = await fetch(app.url + path);
      expect(response.status).toBe(200);
      await response.body?.cancel();
    }
    const socket = await app.connect();
    sockets.push(socket);
    for (const event of ['join_room', 'join_chat', 'current_usercount']) expect(await send(socket, event)).toBe('ok');
    expect(await send(socket, 'send_message', 'hello')).toBe('ok');
  };

  it('let 400 people in from one address, all at once, and let each say something', async () => {
    for (let i = 0; i < 10; i += 1) await Promise.all(Array.from({ length: 40 }, come));
    expect(await refusals()).toEqual([]);
  });

  it('let one person talk quickly, and refuse what no person types', async () => {
    const socket = await app.connect();
    sockets.push(socket);
    const replies: string[] = [];
    for (let i = 0; i < 30; i += 1) replies.push(await send(socket, 'send_message', `line ${i}`));
    expect(replies.indexOf('too_many')).toBe(20);
    expect(await refusals()).toEqual(['chat_limited_total{what="person_messages"} 10']);
  });
});
