import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

/** Texts and numbers that nothing but a client says, by what they are said as. What would change a statement stands between. */
const said = {
  message: `one ' OR "a"=a; -- \\`,
  blocked: `two ' OR "b"=b; fuck -- \\`,
  keyword: `three ' OR "c"=c; -- \\%`,
  words: `four ' "d" -- \\`,
  guest: `five ' OR "e"=e`,
  userId: 1_987_654_321,
  before: 8_765_432_109,
  after: 7_654_321_098,
  removed: 6_543_210_987,
  limit: 137,
  from: '2031-03-07T01:02:03.456Z',
  // What MySQL is never asked about.
  room: `six ' OR "f"=f; -- \\`,
  nick: `seven ' OR "g"=g; -- \\`,
  image: `eight ' "h"`,
  messageId: '01890b7e-0000-7000-8000-abcdefabcdef',
} as const;

/** A part of each that tells it from all else, as the log of MySQL shows it inside of quotes or as a number. */
const marks: Readonly<Record<keyof typeof said, string>> = {
  message: 'one ',
  blocked: 'two ',
  keyword: 'three ',
  words: 'four',
  guest: 'five ',
  userId: '1987654321',
  before: '8765432109',
  after: '7654321098',
  removed: '6543210987',
  limit: '137',
  from: '2031-03-07',
  room: 'six ',
  nick: 'seven ',
  image: 'eight ',
  messageId: 'abcdefabcdef',
};

/** Those that reach MySQL as they are. */
const asked = [
  'message',
  'blocked',
  'keyword',
  'guest',
  'userId',
  'before',
  'after',
  'removed',
  'limit',
  'from',
] as const;

describe('what clients say', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  let admin: Connection;
  beforeAll(async () => {
    mariadb = await startMariadb();
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    admin = await createConnection(mariadb.admin);
    await admin.query("SET GLOBAL log_output = 'TABLE', GLOBAL general_log = 1");
  });
  afterAll(async () => {
    await admin?.end();
    await app?.stop();
    await mariadb?.stop();
  });

  /** Statements of the app that its log in MySQL has, by how they came: as text, to be prepared, or carried out with values. */
  const statements = async (kind: 'Query' | 'Prepare' | 'Execute'): Promise<string[]> => {
    const [rows] = await admin.query<RowDataPacket[]>(
      `SELECT argument FROM mysql.general_log WHERE command_type = ? AND user_host LIKE '%fungap%'`,
      [kind],
    );
    return rows.map(({ argument }) => String(argument));
  };

  const sayAll = async () => {
    const token = await app.token({ userId: said.userId, name: 'somebody' });
    const post = async (path: string, body: object) => {
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` };
      await (await fetch(app.url + path, { method: 'POST', headers, body: JSON.stringify(body) })).text();
    };
    const get = async (query: Readonly<Record<string, string | number>>) => {
      const search = new URLSearchParams(
        Object.entries(query).map(([key, value]): [string, string] => [key, String(value)]),
      );
      await (await fetch(`${app.url}/chat/chatlog?${search}`)).text();
    };
    const socket = await app.connect({ userId: said.userId, name: 'somebody' });
    const send = (event: string, ...args: unknown[]) => socket.timeout(10_000).emitWithAck(event, ...args);
    for (const room of ['I', said.room]) {
      for (const event of ['join_room', 'join_chat', 'current_usercount']) {
        await send(event, room, said.nick, said.userId);
      }
      for (const text of [said.message, said.blocked]) {
        await send('send_message', room, said.nick, said.userId, text, said.image, said.image, null);
        for (const _again of [1, 2]) {
          await send('send_message', room, said.nick, said.userId, text, said.image, 'INFP', said.messageId);
        }
      }
      await get({ roomname: room, limit: said.limit });
      await get({ roomname: room, before: said.before, after: said.after, limit: said.limit });
      await get({ roomname: room, from: said.from, to: said.from });
    }
    for (const path of ['/board/search', '/board/likesearch', '/board/fulltextsearch']) {
      for (const keyword of [said.keyword, said.words]) {
        await post(path, { keyword, fallback: 'mysql' });
        await post(path, { keyword, roomname: 'I', before: said.before, archived: true, fallback: 'mysql' });
      }
    }
    await post('/auth/guest', { name: said.guest });
    const headers = { authorization: `Bearer ${token}` };
    await fetch(`${app.url}/chat/chatlog/${said.removed}`, { method: 'DELETE', headers });
    await send('user_left', 'I', said.nick, said.userId);
    await send('left_room', 'I');
    socket.disconnect();
  };

  it('comes to MySQL as values of prepared statements, and never as a part of one', async () => {
    await sayAll();
    const executed = await until('All of it has come to MySQL', async () => {
      const all = await statements('Execute');
      return asked.every((what) => all.some((statement) => statement.includes(marks[what]))) && all;
    });
    expect(executed.length).toBeGreaterThan(20);
    const texts = [...(await statements('Prepare')), ...(await statements('Query'))];
    expect(texts.length).toBeGreaterThan(10);
    const found = Object.entries(marks).flatMap(([what, mark]) =>
      texts.filter((text) => text.includes(mark)).map((text) => ({ what, text })),
    );
    expect(found).toEqual([]);
  });
});
