import fc from 'fast-check';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { startRedis } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { badWordNotice } from './protocol.ts';

/** The one person whom the table of users knows. */
const seven = { userId: 7, name: '일곱' };

const rows = async (mysql: Connection, sql: string, values: string[] = []) =>
  (await mysql.execute<RowDataPacket[]>(sql, values))[0];

/** Everything of one event that a socket hears from now on. */
const listen = (socket: Socket, event: string): unknown[][] => {
  const heard: unknown[][] = [];
  socket.on(event, (...args: unknown[]) => heard.push(args));
  return heard;
};

const send = (socket: Socket, event: string, ...args: unknown[]): Promise<unknown> =>
  socket.timeout(10_000).emitWithAck(event, ...args);

describe.each(['with Redis', 'without Redis'])('the chat %s', (way) => {
  let mariadb: TestMariadb;
  let redis: TestServer | undefined;
  let app: TestApp;
  let mysql: Connection;
  beforeAll(async () => {
    mariadb = await startMariadb();
    if (way === 'with Redis') redis = await startRedis();
    app = await startApp({
      mysqlPort: mariadb.port,
      mysqlPasswordFile: mariadb.appPasswordFile,
      ...(redis && { redisPort: redis.port }),
    });
    mysql = await createConnection(mariadb.app);
    await mysql.query(`INSERT INTO users (user_id, nickname, user_image, user_mbti, createdAt, updatedAt)
      VALUES (7, '일곱', 'seven.png', 'INFP', NOW(), NOW())`);
  });
  afterAll(async () => {
    await mysql?.end();
    await app?.stop();
    await redis?.stop();
    await mariadb?.stop();
  });

  it('brings a message to people on every worker, once stored', async () => {
    const people = await Promise.all(Array.from({ length: 4 }, () => app.connect(seven)));
    await until('Both workers have people', async () => {
      const page = await app.metrics();
      return ['1', '2'].every((worker) => /^[1-9]/.test(page.split(`chat_sockets{worker="${worker}"} `)[1] ?? ''));
    });
    for (const socket of people) expect(await send(socket, 'join_room', 'I')).toMatchObject({ ok: true });
    const heard = people.map((socket) => listen(socket, 'receive_message'));
    const [first] = people;
    const reply = await send(first as Socket, 'send_message', 'I', '일곱', 7, '안녕 hello 😀');
    expect(reply).toMatchObject({ ok: true, chatId: expect.any(Number), requestId: expect.any(String) });
    const { chatId } = reply as { chatId: number };
    await until('All have heard it', async () => heard.every(({ length }) => length === 1));
    for (const [message] of heard) {
      // Behind Redis socket.io adds an argument of its own, from which a client resumes.
      expect(message?.slice(0, 7)).toEqual(['I', '일곱', 7, '안녕 hello 😀', 'seven.png', 'INFP', chatId]);
    }
    expect(await rows(mysql, 'SELECT chat_id, user_id, room_name, message FROM chatlogs')).toEqual([
      { chat_id: chatId, user_id: 7, room_name: 'I', message: '안녕 hello 😀' },
    ]);
    for (const socket of people) socket.disconnect();
  });

  it('takes the form of six arguments, and tells a known profile rather than the one given', async () => {
    const [guest, known] = [await app.connect({ userId: 99, name: 'guest' }), await app.connect(seven)];
    await send(guest, 'join_room', 'E');
    const heard = listen(guest, 'receive_message');
    await send(guest, 'send_message', 'E', 'guest', '99', 'six', 'guest.png', 'ENTP');
    await send(known, 'send_message', 'E', '일곱', '7', 'seven', 'false.png', 'ENTP');
    await until('Both are heard', async () => heard.length === 2);
    expect(heard.map((message) => message.slice(1, 6))).toEqual([
      ['guest', 99, 'six', 'guest.png', 'ENTP'],
      ['일곱', 7, 'seven', 'seven.png', 'INFP'],
    ]);
    for (const socket of [guest, known]) socket.disconnect();
  });

  it('tells who is in a room when people come, leave and vanish, whatever their worker', async () => {
    const [watcher, guest] = [await app.connect(), await app.connect(seven)];
    await send(watcher, 'join_room', 'F');
    const counts = listen(watcher, 'current_usercount');
    const joins = listen(watcher, 'notice_user_join');
    const leaves = listen(watcher, 'notice_user_left');
    await send(guest, 'join_room', 'F');
    await send(guest, 'join_chat', 'F', '일곱', 7);
    await until('The join is told', async () => joins.length === 1);
    expect(counts.at(-1)).toEqual([[[{ nickname: '일곱', user_image: 'seven.png', user_mbti: 'INFP' }]], 1]);
    expect(joins[0]).toEqual(['일곱', [{ nickName: '일곱', userId: 7, sid: guest.id }], 1]);

    await send(guest, 'user_left', 'F', '일곱', 7);
    await until('The leaving is told', async () => leaves.length === 1);
    expect(leaves[0]).toEqual(['F', '일곱', 7]);
    expect(counts.at(-1)).toEqual([[], 0]);

    await send(guest, 'join_chat', 'F', '일곱', 7);
    await until('The second join is told', async () => joins.length === 2);
    guest.disconnect();
    await until('No ghost stays', async () => JSON.stringify(counts.at(-1)) === '[[],0]');
    watcher.disconnect();
  });

  it('lets nobody stay who leaves while the service still looks up who they are', async () => {
    const guest = await app.connect(seven);
    const admin = await createConnection(mariadb.admin);
    await admin.query('LOCK TABLES users WRITE');
    const asked = [send(guest, 'join_chat', 'E', '일곱', 7), send(guest, 'user_left', 'E', '일곱', 7)];
    // Answered at once, so that the others have begun.
    await send(guest, 'nothing');
    await admin.end();
    for (const reply of await Promise.all(asked)) expect(reply).toMatchObject({ ok: true });
    const empty = '\nchat_room_people{room="E"} 0\n';
    await until('Nobody is there', async () => (await app.metrics()).includes(empty), 5_000);
    guest.disconnect();
  });

  it('seats nobody whose connection ends while the service still looks up who they are', async () => {
    const guest = await app.connect(seven);
    const admin = await createConnection(mariadb.admin);
    const count = async (series: string) => Number((await app.metrics()).split(`\n${series} `)[1]?.split('\n')[0]);
    const refused = () => count('chat_events_total{event="join_chat",outcome="invalid"}');
    const gone = () => count('chat_disconnects_total{reason="client_namespace_disconnect"}');
    const [refusedBefore, goneBefore] = [await refused(), await gone()];
    await admin.query('LOCK TABLES users WRITE');
    guest.emit('join_chat', 'E', '일곱', 7);
    await send(guest, 'nothing');
    guest.disconnect();
    await until('It is gone', async () => (await gone()) > goneBefore);
    await admin.end();
    await until('It is refused', async () => (await refused()) > refusedBefore, 5_000);
    expect(await count('chat_room_people{room="E"}')).toBe(0);
  });

  it('keeps a bad word back, with its reason and rule, and tells only the sender', async () => {
    const [sender, other] = [await app.connect(), await app.connect()];
    for (const socket of [sender, other]) await send(socket, 'join_room', 'T');
    const [toSender, toOther] = [listen(sender, 'receive_message'), listen(other, 'receive_message')];
    const text = 'what the ＦＵＣＫ';
    expect(await send(sender, 'send_message', 'T', '일곱', 7, text)).toMatchObject({ ok: false, code: 'blocked' });
    expect(await send(sender, 'send_message', 'T', '일곱', 7, 'sorry')).toMatchObject({ ok: true });
    await until('The other hears what follows', async () => toOther.length > 0 && toSender.length > 1);
    expect(toOther.map((message) => message[3])).toEqual(['sorry']);
    expect(toSender.map((message) => message[3])).toEqual([badWordNotice, 'sorry']);
    expect(await rows(mysql, 'SELECT message, reason, rule FROM chatlogBackups')).toEqual([
      { message: text, reason: 'badword', rule: 'fuck' },
    ]);
    expect(await rows(mysql, 'SELECT COUNT(*) AS n FROM chatlogs WHERE message = ?', [text])).toEqual([{ n: 0 }]);
    for (const socket of [sender, other]) socket.disconnect();
  });

  it('stores what looks like SQL as the text that it is', async () => {
    const socket = await app.connect();
    const texts = [
      `'); DROP TABLE chatlogs; -- `,
      `\\'; DELETE FROM users WHERE 1=1 /*`,
      '" OR ""="',
      '%_!\\ \u0000 ?',
    ];
    for (const text of texts) {
      expect(await send(socket, 'send_message', 'E', `n'; --`, 7, text)).toMatchObject({ ok: true });
      expect(await rows(mysql, 'SELECT message FROM chatlogs ORDER BY chat_id DESC LIMIT 1')).toEqual([
        { message: text },
      ]);
    }
    expect(await rows(mysql, 'SELECT COUNT(*) AS n FROM users')).toEqual([{ n: 1 }]);
    socket.disconnect();
  });

  it.each([
    ['join_room', [], 'room must be a text'],
    ['join_room', ['nowhere'], 'there is no such room'],
    ['join_room', [{ toString: 1 }], 'room must be a text'],
    ['join_chat', ['I', '', 7], 'nickname is empty'],
    ['join_chat', ['I', 'n', 0], 'user id must be a whole number from 1 to 2147483647'],
    ['join_chat', ['I', 'n', '7; DROP'], 'user id must be a number'],
    ['send_message', ['I', 'n', 7], 'message must be a text'],
    ['send_message', ['I', 'n', 7, '   '], 'message is empty'],
    ['send_message', ['I', 'n', 7, ' \u3164\u200b\n\u2800'], 'message is empty'],
    ['send_message', ['I', 'n', 7, '😀'.repeat(256)], 'message has more than 255 characters'],
    ['send_message', ['I', 'n', 7, null], 'message must be a text'],
    ['send_message', ['I', 'n', 7, 'hi', 'x'.repeat(256)], 'image has more than 255 characters'],
    ['delete_everything', ['I'], 'there is no such event'],
  ])('refuses %s %j in one sentence', async (event, args, message) => {
    const socket = await app.connect();
    expect(await send(socket, event, ...args)).toMatchObject({ ok: false, code: 'invalid', message });
    socket.disconnect();
  });

  it('carries an event out once, whatever stands behind the arguments that it needs', async () => {
    const socket = await app.connect();
    const count = async (outcome: string) =>
      Number(
        (await app.metrics()).split(`chat_events_total{event="left_room",outcome="${outcome}"} `)[1]?.split('\n')[0],
      );
    const before = [await count('ok'), await count('failed')];
    expect(await send(socket, 'left_room', 'I', null, { toString: 1, valueOf: 1 })).toMatchObject({ ok: true });
    expect([await count('ok'), await count('failed')]).toEqual([(before[0] ?? 0) + 1, before[1]]);
    socket.disconnect();
  });

  it('stores the longest message of emoji', async () => {
    const socket = await app.connect();
    expect(await send(socket, 'send_message', 'I', 'n', 7, '😀'.repeat(255))).toMatchObject({ ok: true });
    socket.disconnect();
  });

  it.each([
    ['more than a frame may have', `42["send_message","${'x'.repeat(1_000_000)}"]`],
    ['bytes without meaning', Buffer.from('ff00fe81', 'hex')],
    ['broken JSON', '42["send_message",'],
    ['more attachments than anybody needs', '451000000-["x",{"_placeholder":true,"num":0}]'],
  ])('closes a connection that sends %s', async (_what, frame) => {
    const socket = new WebSocket(`${app.url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
    await new Promise((resolve) => socket.addEventListener('open', resolve, { once: true }));
    const closed = new Promise((resolve) => socket.addEventListener('close', resolve, { once: true }));
    socket.send('40');
    socket.send(frame);
    await closed;
  });

  it('counts connections refused in the handshake by their reason', async () => {
    const polling = await fetch(`${app.url}/socket.io/?EIO=4&transport=polling`);
    const stranger = await fetch(`${app.url}/socket.io/?EIO=4&transport=websocket&sid=nobody`);
    expect([polling.status, stranger.status]).toEqual([400, 400]);
    const page = await app.metrics();
    for (const reason of ['unknown_transport', 'unknown_session']) {
      expect(page).toContain(`chat_connect_errors_total{reason="${reason}"} 1\n`);
    }
  });

  it('survives whatever clients send', async () => {
    let socket = await app.connect();
    const events = ['join_room', 'left_room', 'join_chat', 'user_left', 'current_usercount', 'send_message'];
    const anyEvent = fc.oneof(fc.constantFrom(...events), fc.string({ maxLength: 20 }));
    const anyArgument = fc.oneof(
      fc.constantFrom('I', 'E', 7, '7', -1, 2 ** 53, null, true, '__proto__', 'constructor', ''),
      fc.string({ unit: 'binary', maxLength: 300 }),
      fc.jsonValue({ maxDepth: 3 }),
      fc.uint8Array({ maxLength: 20 }).map((bytes) => Buffer.from(bytes)),
    );
    await fc.assert(
      fc.asyncProperty(anyEvent, fc.array(anyArgument, { maxLength: 8 }), async (event, args) => {
        // Names that socket.io keeps for itself, which its client does not send.
        fc.pre(
          !['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener'].includes(event),
        );
        if (!socket.connected) socket = await app.connect();
        // Without an answer the service must at least have closed the connection on purpose.
        const reply = await send(socket, event, ...args).catch((error: unknown) => {
          if (socket.connected) throw error;
          return { ok: false };
        });
        expect(reply).toMatchObject({ ok: expect.any(Boolean) });
      }),
      { numRuns: 300 },
    );
    socket.disconnect();
    const after = await app.metrics();
    expect(after).toMatch(/^chat_worker_restarts_total 0$/m);
    expect(after).toMatch(/^chat_events_total\{event="other",outcome="invalid"\} [1-9]/m);
    expect(after).not.toMatch(/^chat_events_total\{.*outcome="failed"\} [1-9]/m);
    expect(await app.output()).not.toMatch(/unhandled|uncaught/i);
  });
});
