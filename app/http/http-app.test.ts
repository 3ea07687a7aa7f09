import { createConnection } from 'mysql2/promise';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';

interface Answer {
  readonly result?: string;
  readonly errorMessage?: string;
  readonly chatlogs?: readonly { readonly chat_id: number; readonly message: string; readonly name: string | null }[];
}

describe('the HTTP service', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  beforeAll(async () => {
    mariadb = await startMariadb();
    app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    const mysql = await createConnection(mariadb.app);
    await mysql.query(`INSERT INTO users (user_id, nickname, createdAt, updatedAt) VALUES (1, '하나', NOW(), NOW())`);
    const texts = [...Array.from({ length: 60 }, (_, i) => `line ${i + 1}`), '100% 김치', 'snake_case', 'why! \\'];
    for (const [i, text] of texts.entries()) {
      await mysql.execute(
        `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
         VALUES (?, 'I', ?, UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
        [i === 0 ? 1 : 2, text],
      );
    }
    await mysql.end();
  });
  afterAll(async () => {
    await app?.stop();
    await mariadb?.stop();
  });

  const get = async (path: string) => {
    const response = await fetch(app.url + path);
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const post = async (body: string) => {
    const headers = { 'content-type': 'application/json' };
    const response = await fetch(`${app.url}/board/likesearch`, { method: 'POST', headers, body });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const messages = ({ body }: { body: Answer }) => body.chatlogs?.map(({ message }) => message);

  it('gives the last 50 messages of a room, the oldest first', async () => {
    const answer = await get('/chat/chatlog?roomname=I');
    expect(answer).toMatchObject({ status: 200, body: { result: 'success' } });
    expect(messages(answer)).toHaveLength(50);
    expect(messages(answer)?.at(-1)).toBe('why! \\');
  });

  it('pages through a room by the id of the last message seen', async () => {
    const all: string[] = [];
    for (let after = 0; ; ) {
      const { body } = await get(`/chat/chatlog?roomname=I&after=${after}&limit=25`);
      if (!body.chatlogs?.length) break;
      all.push(...body.chatlogs.map(({ message }) => message));
      after = body.chatlogs.at(-1)?.chat_id ?? 0;
    }
    expect(all).toHaveLength(63);
    expect(new Set(all).size).toBe(63);
    expect(all.slice(0, 2)).toEqual(['line 1', 'line 2']);
  });

  it('pages back through a room by the id of the first message seen, and finds it by day', async () => {
    const newest = await get('/chat/chatlog?roomname=I&limit=10');
    const { body } = await get(`/chat/chatlog?roomname=I&before=${newest.body.chatlogs?.[0]?.chat_id}&limit=3`);
    expect(messages({ body })).toEqual(['line 51', 'line 52', 'line 53']);
    const hours = (count: number) => new Date(Date.now() + count * 3_600_000).toISOString();
    const today = await get(`/chat/chatlog?roomname=I&from=${hours(-1)}&to=${hours(1)}&limit=2`);
    expect(messages(today)).toEqual(['line 1', 'line 2']);
    expect(messages(await get(`/chat/chatlog?roomname=I&to=${hours(-1)}`))).toEqual([]);
  });

  it('names known users and leaves unknown ones without a name', async () => {
    const { body } = await get('/chat/chatlog?roomname=I&after=0&limit=2');
    expect(body.chatlogs?.map(({ name }) => name)).toEqual(['하나', null]);
  });

  it.each([
    ['/chat/chatlog', 'roomname must be given once.'],
    ['/chat/chatlog?roomname=X', 'roomname must be one of I, E, F, T.'],
    [`/chat/chatlog?roomname=${encodeURIComponent("I' OR '1'='1")}`, 'roomname must be one of I, E, F, T.'],
    ['/chat/chatlog?roomname=I&roomname=E', 'roomname must be given once.'],
    ['/chat/chatlog?roomname=I&after=-1', 'after must be a whole number.'],
    ['/chat/chatlog?roomname=I&after=9007199254740993', 'after must be at most 9007199254740991.'],
    ['/chat/chatlog?roomname=I&before=x', 'before must be a whole number.'],
    [
      '/chat/chatlog?roomname=I&from=yesterday',
      'from must be a day as 2026-11-01 or a moment as 2026-11-01T09:00:00Z.',
    ],
    ['/chat/chatlog?roomname=I&to=2026-02-30', 'to must be a day as 2026-11-01 or a moment as 2026-11-01T09:00:00Z.'],
    ['/chat/chatlog?roomname=I&limit=201', 'limit must be at most 200.'],
    ['/chat/chatlog?roomname=I&limit=1;DROP', 'limit must be a whole number.'],
  ])('refuses %s', async (path, errorMessage) => {
    expect(await get(path)).toMatchObject({ status: 400, body: { errorMessage } });
  });

  it.each([
    ['김치', ['100% 김치']],
    ['100%', ['100% 김치']],
    ['%', ['100% 김치']],
    ['_', ['snake_case']],
    ['!', ['why! \\']],
    ['\\', ['why! \\']],
    ["' OR 1=1 --", []],
    [
      'LINE 1',
      [
        'line 19',
        'line 18',
        'line 17',
        'line 16',
        'line 15',
        'line 14',
        'line 13',
        'line 12',
        'line 11',
        'line 10',
        'line 1',
      ],
    ],
  ])('finds %j', async (keyword, found) => {
    expect(messages(await post(JSON.stringify({ keyword })))).toEqual(found);
  });

  it.each([
    ['{}', 400, 'keyword must be a text.'],
    ['{"keyword":["a"]}', 400, 'keyword must be a text.'],
    ['{"keyword":" "}', 400, 'keyword is empty.'],
    ['[]', 400, 'the body must be a JSON object with a keyword.'],
    ['{"keyword', 400, 'The body must be JSON, at most 10 kB of it.'],
    [JSON.stringify({ keyword: 'x'.repeat(20_000) }), 413, 'The body must be JSON, at most 10 kB of it.'],
  ])('refuses to search for %.40s', async (body, status, errorMessage) => {
    expect(await post(body)).toMatchObject({ status, body: { errorMessage } });
  });

  it('tells little about itself, and says where one is', async () => {
    const welcome = await fetch(app.url);
    expect(await welcome.text()).toBe(
      'This is a chat service. Its clients speak socket.io, over WebSocket only.\n' +
        'POST /auth/guest                  {"name": "..."} makes a guest, and the token for the handshake\n' +
        'GET  /chat/rooms                  the rooms\n' +
        'GET  /chat/chatlog?roomname=...   the last messages of a room: I, E, F, T\n' +
        "DELETE /chat/chatlog/<id>         removes a message of one's own\n" +
        'POST /board/search                {"keyword": "..."} finds messages; by other means: /board/likesearch, /board/fulltextsearch\n',
    );
    expect(welcome.headers.get('x-powered-by')).toBeNull();
    expect(welcome.headers.get('content-security-policy')).toContain("default-src 'self'");
    expect(await get('/metrics')).toMatchObject({ status: 404, body: { errorMessage: expect.any(String) } });
  });

  it('does not count as answered what its client did not wait for', async () => {
    const count = async (status: string) =>
      Number(
        (await app.metrics())
          .split(`http_requests_total{method="GET",route="/chat/chatlog",status_class="${status}"} `)[1]
          ?.split('\n')[0],
      );
    const before = [await count('2xx'), await count('4xx')];
    await mariadb.freeze();
    // Nobody is answered meanwhile; a client that leaves before the app has heard of it counts as nothing at all.
    await until('One is counted', async () => {
      const leaving = fetch(`${app.url}/chat/chatlog?roomname=I`, { signal: AbortSignal.timeout(1000) });
      await expect(leaving).rejects.toThrow();
      return (await count('4xx')) > (before[1] ?? 0);
    });
    mariadb.thaw();
    expect(await count('2xx')).toBe(before[0]);
    expect(await app.output()).toContain('GET /chat/chatlog was left by its client before the answer.');
  });

  it('counts paths that nobody serves as one route', async () => {
    for (const path of ['/a', '/b?c=1', '/chat/chatlog/d']) await get(path);
    const page = await app.metrics();
    const routes = new Set([...page.matchAll(/^http_requests_total\{.*route="([^"]*)"/gm)].map(([, route]) => route));
    expect(routes).toEqual(
      new Set([
        '/',
        '/page/:build/:file',
        '/auth/guest',
        '/chat/rooms',
        '/chat/chatlog',
        '/chat/chatlog/:chatId',
        '/board/search',
        '/board/likesearch',
        '/board/fulltextsearch',
        'unmatched',
      ]),
    );
  });
});
