import { readFile, writeFile } from 'node:fs/promises';
import { request as sendRequest } from 'node:http';
import { dirname, join } from 'node:path';
import { SignJWT } from 'jose';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { verifyToken } from './token.ts';
import { createTokenIssuer } from './token-key.ts';

interface Guest {
  readonly result?: string;
  readonly token: string;
  readonly userId: number;
  readonly name: string;
  readonly expiresAt: string;
}

const listen = (socket: Socket, event: string): unknown[][] => {
  const heard: unknown[][] = [];
  socket.on(event, (...args: unknown[]) => heard.push(args));
  return heard;
};

const send = (socket: Socket, event: string, ...args: unknown[]): Promise<unknown> =>
  socket.timeout(10_000).emitWithAck(event, ...args);

describe('identity', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let mysql: Connection;
  const sockets: Socket[] = [];
  beforeAll(async () => {
    mariadb = await startMariadb();
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    mysql = await createConnection(mariadb.app);
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await mysql?.end();
    await app?.stop();
    await mariadb?.stop();
  });

  const rows = async (sql: string, values: (string | number)[]) =>
    (await mysql.execute<RowDataPacket[]>(sql, values))[0];

  /** Shakes hands with whatever is given. */
  const shake = async (auth: Record<string, unknown>): Promise<Socket> => {
    const socket = io(app.url, { transports: ['websocket'], reconnection: false, forceNew: true, auth });
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  };
  const post = async (body: string) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${app.url}/auth/guest`, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Guest & { readonly errorMessage?: string } };
  };
  const refused = async (): Promise<number> =>
    Number((await app.metrics()).split('chat_connect_errors_total{reason="unauthorized"} ')[1]?.split('\n')[0]);

  const valid = { name: 'n', aud: 'chat', iss: 'fungap', exp: Math.floor(Date.now() / 1e3) + 600 };
  const forge = (key: string) =>
    new SignJWT(valid).setSubject('7').setProtectedHeader({ alg: 'HS256' }).sign(Buffer.from(key));
  const unsigned = [{ alg: 'none' }, { ...valid, sub: '7' }]
    .map((part) => Buffer.from(JSON.stringify(part)).toString('base64url'))
    .join('.');

  it.each<[string, () => Promise<Record<string, unknown>>, string]>([
    ['no token', async () => ({}), 'a token is needed.'],
    ['garbage', async () => ({ token: 'garbage' }), 'the token is not a JSON web token.'],
    ['an unsigned token', async () => ({ token: `${unsigned}.` }), 'the token is not signed by HS256.'],
    [
      'a forged token',
      async () => ({ token: await forge('x'.repeat(43)) }),
      'the token is not signed by this service.',
    ],
    ['an overlong token', async () => ({ token: 'x'.repeat(5_000) }), 'the token has more than 2048 characters.'],
    ['something else', async () => ({ token: { $gt: '' }, person: { userId: 7 } }), 'the token must be a text.'],
  ])('refuses a handshake with %s in a sentence', async (_what, auth, message) => {
    const before = await refused();
    await expect(shake(await auth())).rejects.toMatchObject({ message, data: { code: 'unauthorized' } });
    expect(await refused()).toBe(before + 1);
    const told = (await app.output()).split('\n').findLast((line) => line.includes('A handshake was refused'));
    expect(JSON.parse(told ?? '{}')).toMatchObject({
      message: `A handshake was refused: ${message}`,
      client: { address: '127.0.0.1' },
    });
  });

  it('is that of the token, whatever events say', async () => {
    const [liar, witness] = [await app.connect({ userId: 31, name: '거짓말' }), await app.connect()];
    const heard = ['receive_message', 'current_usercount', 'notice_user_join', 'notice_user_left'].map((event) =>
      listen(witness, event),
    );
    const [messages, counts, joins, leaves] = heard as [unknown[][], unknown[][], unknown[][], unknown[][]];
    await send(witness, 'join_room', 'I');
    await send(liar, 'join_chat', 'I', '하나', 32);
    await until('The join is told', async () => joins.length > 0);
    expect(joins[0]?.[0]).toBe('거짓말');
    expect(joins[0]?.[1]).toEqual([{ nickName: '거짓말', userId: 31, sid: liar.id }]);
    expect(counts.at(-1)?.[0]).toEqual([[{ nickname: '거짓말', user_image: '', user_mbti: '' }]]);
    const reply = await send(liar, 'send_message', 'I', '하나', 32, 'I am another');
    expect(reply).toMatchObject({ ok: true });
    await until('The message is heard', async () => messages.length > 0);
    expect(messages[0]?.slice(0, 4)).toEqual(['I', '거짓말', 31, 'I am another']);
    expect(await rows('SELECT user_id FROM chatlogs WHERE message = ?', ['I am another'])).toEqual([{ user_id: 31 }]);
    await send(liar, 'send_message', 'I', '하나', 32, 'what the fuck');
    expect(await rows('SELECT user_id FROM chatlogBackups WHERE message = ?', ['what the fuck'])).toEqual([
      { user_id: 31 },
    ]);
    await send(liar, 'user_left', 'I', '하나', 32);
    await until('The leaving is told', async () => leaves.length > 0);
    expect(leaves[0]?.slice(0, 3)).toEqual(['I', '거짓말', 31]);
    const { requestId } = reply as { requestId: string };
    const line = (await app.output()).split('\n').find((text) => text.includes(requestId)) ?? '{}';
    expect(JSON.parse(line)).toMatchObject({ event: { action: 'send_message' }, user: { id: '31' } });
  });

  it('ends with its token: the socket is disconnected then', async () => {
    const socket = await shake({ token: await app.token({}, 3) });
    const reason = await new Promise((resolve) => socket.once('disconnect', resolve));
    expect(reason).toBe('io server disconnect');
  });

  it('outlives a change of the secret, of which the workers hear by SIGHUP', async () => {
    const before = await app.token({ userId: 77 });
    const file = join(dirname(app.configFile), 'app-token');
    const former = await readFile(file, 'utf8');
    await writeFile(file, `${'n'.repeat(40)}\n${former}\n`);
    process.kill(app.child.pid, 'SIGHUP');
    await until('Both workers are replaced', async () =>
      (await app.metrics()).includes('chat_worker_replacements_total{outcome="done"} 2\n'),
    );
    const issuer = createTokenIssuer('fungap', 'n'.repeat(40));
    // A worker that ends may still answer on a connection that was open.
    const token = await until('A token is signed by the new secret', async () => {
      const given = (await post(JSON.stringify({ name: '셋' }))).body.token;
      const read = await verifyToken(given, issuer).catch(() => undefined);
      return read?.name === '셋' && given;
    });
    await writeFile(file, former);
    for (const one of [before, token]) expect((await shake({ token: one })).connected).toBe(true);
    await expect(shake({ token: await forge('x'.repeat(43)) })).rejects.toThrow('the token is not signed by');
  });

  it('is given to guests, who are users from then on', async () => {
    const { status, body } = await post(JSON.stringify({ name: '하나', userId: 1 }));
    expect(status).toBe(201);
    expect(body).toEqual({
      result: 'success',
      token: expect.stringMatching(/^eyJ/),
      userId: expect.any(Number),
      name: '하나',
      expiresAt: expect.any(String),
    });
    expect(Date.parse(body.expiresAt) - Date.now()).toBeGreaterThan(86_000_000);
    expect(await rows('SELECT nickname FROM users WHERE user_id = ?', [body.userId])).toEqual([{ nickname: '하나' }]);
    const socket = await shake({ token: body.token });
    await send(socket, 'join_room', 'E');
    const heard = listen(socket, 'receive_message');
    await send(socket, 'send_message', 'E', '하나', body.userId, 'hello');
    await until('It is heard', async () => heard.length > 0);
    expect(heard[0]?.slice(0, 4)).toEqual(['E', '하나', body.userId, 'hello']);
    const family = '👨\u200d👩\u200d👧';
    const again = (await post(JSON.stringify({ name: ` ${family} ` }))).body;
    expect(again.name).toBe(family);
    expect(again.userId).not.toBe(body.userId);
  });

  it('of a guest is forgotten some time after the token, unless the guest has written, and be it a bad word', async () => {
    const come = async () => {
      const { token, userId } = (await post(JSON.stringify({ name: '둘' }))).body;
      const socket = await shake({ token });
      await send(socket, 'join_chat', 'E', '둘', userId);
      return { userId, say: (text: string) => send(socket, 'send_message', 'E', '둘', userId, text) };
    };
    const until = async (userId: number) =>
      (
        await rows(
          'SELECT TIMESTAMPDIFF(MINUTE, UTC_TIMESTAMP(3), guestUntil) AS minutes FROM users WHERE user_id = ?',
          [userId],
        )
      )[0]?.minutes;
    const [silent, polite, rude] = [await come(), await come(), await come()];
    expect([await until(silent.userId), await until(polite.userId)]).toEqual([1_439, 1_439]);
    expect(await polite.say('hello')).toMatchObject({ ok: true });
    expect(await rude.say('what the fuck')).toMatchObject({ code: 'blocked' });
    expect([await until(silent.userId), await until(polite.userId), await until(rude.userId)]).toEqual([
      1_439,
      null,
      null,
    ]);
  });

  it.each([
    ['{}', 400, 'nickname must be a text.'],
    ['{"name":7}', 400, 'nickname must be a text.'],
    ['{"name":" \\n "}', 400, 'nickname is empty.'],
    [JSON.stringify({ name: '😀'.repeat(65) }), 400, 'nickname has more than 64 characters.'],
    ['{"name":"\\u3164"}', 400, 'nickname is empty.'],
    ['{"name":"\\u200b\\u2800\\ufeff"}', 400, 'nickname is empty.'],
    ['{"name":"\\u202enimda"}', 400, 'nickname has characters that nobody can see.'],
    ['{"name":"a\\nb"}', 400, 'nickname has characters that nobody can see.'],
    ['{"name":"\\ud800"}', 400, 'nickname is not well-formed Unicode.'],
    ['{"name":"시 발"}', 400, 'nickname has a word that is not allowed here.'],
    ['{"name":"F.u.c.k"}', 400, 'nickname has a word that is not allowed here.'],
    ['["name"]', 400, 'the body must be a JSON object with a name.'],
    ['{"name', 400, 'The body must be JSON, at most 10 kB of it.'],
    [JSON.stringify({ name: 'x'.repeat(20_000) }), 413, 'The body must be JSON, at most 10 kB of it.'],
  ])('is not given to a guest who sends %.40s', async (body, status, errorMessage) => {
    expect(await post(body)).toMatchObject({ status, body: { errorMessage, requestId: expect.any(String) } });
  });

  it('is not needed to see which rooms there are', async () => {
    const response = await fetch(`${app.url}/chat/rooms`);
    expect(await response.json()).toEqual({ result: 'success', rooms: ['I', 'E', 'F', 'T'] });
  });

  it('leaves no token in the log, and no line that somebody else wrote', async () => {
    const forged = `x","level":"error"}\r\n{"message":"forged"}\u2028`;
    const guest = (await post(JSON.stringify({ name: '하나' }))).body;
    const tokens = [
      guest.token,
      await app.token({ name: forged }),
      await app.token({}, -60),
      await forge('x'.repeat(43)),
    ];
    for (const token of tokens) {
      await shake({ token }).catch(() => {});
      await shake({ token: `${token}.more` }).catch(() => {});
      await fetch(`${app.url}/chat/rooms?token=${token}&access_token=${token}`);
      await fetch(`${app.url}/nobody/${token}?token=${token}`);
      await fetch(`${app.url}/chat/chatlog/1?token=${token}`, {
        method: 'DELETE',
        headers: { authorization: `Bearer ${token}`, cookie: `token=${token}`, 'x-request-id': token },
      });
      await fetch(`${app.url}/socket.io/?EIO=4&transport=polling&token=${token}`);
    }
    const socket = await shake({ token: await app.token({ name: forged }) });
    await send(socket, 'join_chat', 'I', forged, 1);
    await send(socket, 'send_message', 'I', forged, 1, `${guest.token} ${forged}`.slice(0, 255));
    await send(socket, forged, guest.token);
    const status = await new Promise((resolve, reject) => {
      const options = {
        path: '/chat/rooms/%0d%0a%7b%22message%22:%22forged%22%7d?a=%0a',
        headers: { 'user-agent': '{"' },
      };
      sendRequest(app.url, options, (response) => resolve(response.resume().statusCode))
        .once('error', reject)
        .end();
    });
    expect(status).toBe(404);
    await until('The last request is logged', async () =>
      (await app.output()).includes('unmatched was answered with 404'),
    );
    const output = await app.output();
    for (const token of tokens) {
      for (const part of token.split('.')) expect(output).not.toContain(part);
    }
    expect(output).not.toMatch(/eyJ|forged/);
    // A line that somebody cut in two would begin as ours do and not end so.
    const lines = output.split(/\r\n|[\r\n\u2028]/).filter((line) => line.startsWith('{'));
    expect(lines.length).toBeGreaterThan(20);
    for (const line of lines) expect(JSON.parse(line)).toHaveProperty('message');
  });
});
