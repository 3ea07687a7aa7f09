import { once } from 'node:events';
import { connect } from 'node:net';
import { io } from 'socket.io-client';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

/** A line that somebody would like to see in the log of others. */
const forged = '{"message":"forged","log":{"level":"error"}}';

/** What ends a line, or acts on a terminal, between words that show where it got to. */
const evil = `x\r\n${forged}\n\u2028${forged}\u2029\u0085\u001b[2J\u001b]0;owned\u0007\u0000\b\u009b31m y`;

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

/** Sends bytes as they are, as no client library would, and waits for the end of the answer. */
const sendRaw = async (text: string): Promise<void> => {
  const { hostname, port } = new URL(app.url);
  const socket = connect(Number(port), hostname);
  socket.on('error', () => {});
  socket.end(Buffer.from(text, 'latin1'));
  socket.resume();
  await once(socket, 'close');
};

/** Every line of the log so far. */
const lines = async (): Promise<string[]> => (await app.output()).split('\n').slice(0, -1);

it('keeps each line of the log one line of harmless characters, whatever paths, headers, names and messages hold', async () => {
  const escaped = encodeURIComponent(evil);
  for (const path of [`/${escaped}`, `/chat/chatlog?roomname=${escaped}`, `/chat/chatlog/${escaped}`]) {
    for (const method of ['GET', 'POST', 'DELETE']) {
      const headers = { 'x-request-id': escaped, 'user-agent': escaped, authorization: `Bearer ${escaped}` };
      await (await fetch(app.url + path, { method, headers })).text();
    }
  }
  for (const header of ['x-request-id', 'user-agent', 'authorization', 'x-forwarded-for', 'cookie', 'origin', 'host']) {
    await sendRaw(`GET /chat/chatlog HTTP/1.1\r\nHost: a\r\nConnection: close\r\n${header}: ${evil}\r\n\r\n`);
  }
  await sendRaw(`GET /${evil} HTTP/1.1\r\nHost: a\r\n\r\n`);
  await sendRaw(`${evil} / HTTP/1.1\r\n\r\n`);
  const body = JSON.stringify({ name: evil, keyword: evil });
  for (const path of ['/auth/guest', '/board/likesearch']) {
    const headers = { 'content-type': 'application/json' };
    await (await fetch(app.url + path, { method: 'POST', headers, body })).text();
  }
  for (const [namespace, token] of [
    ['', evil],
    [`/${escaped}`, await app.token()],
  ]) {
    const socket = io(`${app.url}${namespace}`, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token, [evil]: evil },
    });
    await new Promise((resolve) => socket.once('connect_error', resolve));
    socket.disconnect();
  }
  await expect(app.connect({ name: evil })).rejects.toThrow('the token has no nickname as its name.');
  const socket = await app.connect();
  for (const event of ['join_room', 'join_chat', 'send_message', 'user_left', 'current_usercount', evil]) {
    for (const room of ['I', evil]) await socket.timeout(10_000).emitWithAck(event, room, evil, evil, evil, evil, evil);
  }
  socket.disconnect();
  await until('All of it is logged', async () => (await lines()).filter((line) => line.includes('refused')).length > 5);

  for (const line of await lines()) {
    expect(line).toMatch(/^\P{Cc}*$/u);
    expect(line).not.toMatch(/[\u2028\u2029]/);
    expect(JSON.parse(line)).toMatchObject({ ecs: expect.anything(), event: { id: expect.any(String) } });
  }
  expect((await lines()).filter((line) => line.startsWith('{"message":"forged"'))).toEqual([]);
});
