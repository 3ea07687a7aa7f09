import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type SearchServers, startSearchServers } from '../../test/support/search-servers.ts';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';

interface Answer {
  readonly result?: string;
  readonly engine?: string;
  readonly degraded?: boolean;
  readonly errorMessage?: string;
  readonly requestId?: string;
  readonly chatlogs?: readonly {
    readonly chat_id: number;
    readonly message: string;
    readonly highlights: readonly (readonly [number, number])[];
  }[];
}

const unavailable = 'The search is not to be had now; try again, or add "fallback": "mysql" to the request.';

const routes = ['/board/search', '/board/likesearch', '/board/fulltextsearch'] as const;

describe('searches', () => {
  let servers: SearchServers;
  let app: TestApp;
  let ids: number[];
  const texts = [
    '찌개 김치찌개',
    'Café 100%',
    '오늘 뭐 먹을까 김치찌개',
    '😀 snake_case',
    ...Array(60).fill('many of them'),
  ];
  beforeAll(async () => {
    servers = await startSearchServers();
    const { mariadb, elasticsearch } = servers;
    ids = [...(await servers.store(texts)), ...(await servers.store(['찌개 in E'], 'E'))];
    app = await startApp({
      mysqlPort: mariadb.port,
      mysqlPasswordFile: mariadb.appPasswordFile,
      elasticsearchUrl: elasticsearch.url,
    });
    await until('All are found', async () =>
      (await Promise.all(routes.map((route) => found(route, { keyword: '찌개' })))).every(({ length }) => length > 1),
    );
  });
  afterAll(async () => {
    await app?.stop();
    await servers?.stop();
  });

  const post = async (route: string, body: object | string) => {
    const response = await fetch(app.url + route, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'x-request-id': 'asked' },
      body: typeof body === 'string' ? body : JSON.stringify(body),
    });
    return { status: response.status, body: (await response.json()) as Answer };
  };
  const found = async (route: string, body: object) =>
    (await post(route, body)).body.chatlogs?.map(({ message }) => message) ?? [];
  const count = async (engine: string, outcome: string) =>
    Number(
      (await app.metrics()).split(`chat_searches_total{engine="${engine}",outcome="${outcome}"} `)[1]?.split('\n')[0],
    );
  const say = async (text: string): Promise<unknown> => {
    const socket = await app.connect();
    const reply: unknown = await socket.emitWithAck('send_message', 'I', 'n', 1, text, null, null);
    socket.disconnect();
    return reply;
  };

  it.each([
    ['/board/search', 'elasticsearch'],
    ['/board/likesearch', 'like'],
    ['/board/fulltextsearch', 'fulltext'],
  ])('%s answers with whole messages, the newest first, and where the keyword is', async (route, engine) => {
    const { status, body } = await post(route, { keyword: '김치찌개' });
    expect({ status, body }).toEqual({
      status: 200,
      body: {
        result: 'success',
        engine,
        chatlogs: [
          { text: '오늘 뭐 먹을까 김치찌개', place: 2, highlights: [[9, 13]] },
          { text: '찌개 김치찌개', place: 0, highlights: [[3, 7]] },
        ].map(({ text, place, highlights }) => ({
          chat_id: ids[place],
          room_name: 'I',
          user_id: 1,
          name: null,
          userImage: null,
          userMbti: null,
          message: text,
          createdAt: expect.stringMatching(/^\d{4}-.*Z$/),
          highlights,
        })),
      },
    });
  });

  it.each(routes)('%s searches one room, and page after page', async (route) => {
    expect(await found(route, { keyword: '찌개', roomname: 'E' })).toEqual(['찌개 in E']);
    const first = await post(route, { keyword: 'many' });
    expect(first.body.chatlogs).toHaveLength(50);
    const before = first.body.chatlogs?.at(-1)?.chat_id;
    const second = await post(route, { keyword: 'many', before });
    expect(second.body.chatlogs).toHaveLength(10);
    const seen = [first, second].flatMap(({ body }) => body.chatlogs?.map(({ chat_id }) => chat_id));
    expect(new Set(seen).size).toBe(60);
  });

  it.each(routes)('%s finds nothing where nothing is, whatever is asked', async (route) => {
    const signs = ['+-><()~*"@', '"', '((', '+', '-찌', 'a*b', "' OR 1=1 --", '\\', '%%%', 'a\u0000b', '@4', '>찌개<('];
    for (const keyword of [...signs, '아무것도 아닌', 'x'.repeat(255)]) {
      expect({ keyword, ...(await post(route, { keyword })) }).toMatchObject({ keyword, status: 200 });
    }
  });

  it.each([
    ['{}', 400, 'keyword must be a text.'],
    ['{"keyword":" "}', 400, 'keyword is empty.'],
    [JSON.stringify({ keyword: 'x'.repeat(256) }), 400, 'keyword has more than 255 characters.'],
    ['{"keyword":"\\ud800"}', 400, 'keyword is not well-formed Unicode.'],
    ['{"keyword":"a","roomname":"X"}', 400, 'roomname must be one of I, E, F, T.'],
    ['{"keyword":"a","roomname":1}', 400, 'roomname must be a text.'],
    ['{"keyword":"a","before":0}', 400, 'before must be the chat_id of a message.'],
    ['{"keyword":"a","before":"1"}', 400, 'before must be the chat_id of a message.'],
    ['{"keyword":"a","archived":1}', 400, 'archived must be true or false.'],
    ['{"keyword":"a","fallback":"grep"}', 400, 'fallback must be "mysql".'],
    ['[]', 400, 'the body must be a JSON object with a keyword.'],
    ['{"keyword', 400, 'The body must be JSON, at most 10 kB of it.'],
  ])('refuse %.40s', async (body, status, errorMessage) => {
    for (const route of routes) expect(await post(route, body)).toMatchObject({ status, body: { errorMessage } });
  });

  it('finds moved messages where asked to, and removed ones never, also when the index does not know yet', async () => {
    const [moved = 0, removed = 0] = await servers.store(['shelved one', 'shelved two']);
    await until('Both are found', async () => (await found('/board/search', { keyword: 'shelved' })).length === 2);
    await servers.move([moved]);
    await servers.mysql.query('DELETE FROM chatlogs WHERE chat_id = ?', [removed]);
    expect(await found('/board/search', { keyword: 'shelved' })).toEqual([]);
    await until('The index knows', async () => (await servers.outbox()) === 0);
    expect(await found('/board/search', { keyword: 'shelved', archived: true })).toEqual(['shelved one']);
    expect(await found('/board/likesearch', { keyword: 'shelved' })).toEqual([]);
  });

  it('fills a page though many that the index has are gone', async () => {
    const stored = await servers.store(Array.from({ length: 120 }, (_, i) => `paged ${i}`));
    await until('All are in the index', async () => (await servers.outbox()) === 0);
    await until('They are found', async () => (await found('/board/search', { keyword: 'paged 0' })).length === 1);
    await servers.mysql.query('DELETE FROM chatlogs WHERE chat_id IN (?)', [stored.slice(-60)]);
    const page = await found('/board/search', { keyword: 'paged' });
    expect(page).toEqual(Array.from({ length: 50 }, (_, i) => `paged ${59 - i}`));
  });

  it('never finds what was kept back', async () => {
    expect(await say('what the fuck')).toMatchObject({ ok: false, code: 'blocked' });
    expect(await servers.outbox()).toBe(0);
    expect(await say('what the duck')).toMatchObject({ ok: true });
    for (const route of routes) {
      await until('What came after it is found', async () => (await found(route, { keyword: 'duck' })).length === 1);
      expect(await found(route, { keyword: 'what', archived: true })).toEqual(['what the duck']);
    }
  });

  it.each(['kill', 'freeze'] as const)(
    'say so while Elasticsearch is away (%s), sending goes on, and all is found after',
    async (how) => {
      const nothingWaits = async () => (await app.metrics()).includes('chat_search_outbox_rows 0\n');
      await until('All that was said before is indexed', nothingWaits);
      const before = await count('elasticsearch', 'degraded');
      await servers.elasticsearch[how]();
      try {
        const text = `said in spite of ${how}`;
        expect(await say(text)).toMatchObject({ ok: true });
        const refused = await post('/board/search', { keyword: text });
        expect(refused).toEqual({
          status: 503,
          body: { errorMessage: unavailable, degraded: true, requestId: 'asked' },
        });
        expect(await post('/board/search', { keyword: text, fallback: 'mysql' })).toMatchObject({
          status: 200,
          body: {
            result: 'success',
            engine: 'like',
            degraded: true,
            chatlogs: [{ message: text, highlights: [[0, text.length]] }],
          },
        });
        expect(await found('/board/likesearch', { keyword: text })).toEqual([text]);
        expect(await count('elasticsearch', 'degraded')).toBe(before + 2);
        await until('It waits, and the lag shows', async () => {
          const metrics = await app.metrics();
          return metrics.includes('chat_search_outbox_rows 1\n') && /chat_search_lag_seconds [1-9]/.test(metrics);
        });
        await (how === 'kill' ? servers.elasticsearch.start() : servers.elasticsearch.thaw());
        await until('It is found', async () => (await found('/board/search', { keyword: text })).includes(text));
        await until('Nothing waits', async () => (await app.metrics()).includes('chat_search_lag_seconds 0\n'));
      } finally {
        servers.elasticsearch.thaw();
        await servers.elasticsearch.start();
      }
    },
  );

  it('say so where the service runs without Elasticsearch', async () => {
    const { mariadb } = servers;
    const alone = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
    try {
      const ask = (body: object) =>
        fetch(`${alone.url}/board/search`, {
          method: 'POST',
          headers: { 'content-type': 'application/json' },
          body: JSON.stringify(body),
        });
      expect((await ask({ keyword: '찌개' })).status).toBe(503);
      expect(await (await ask({ keyword: '찌개', fallback: 'mysql' })).json()).toMatchObject({
        degraded: true,
        engine: 'like',
      });
      expect(await alone.metrics()).not.toContain('chat_search_lag_seconds');
    } finally {
      await alone.stop();
    }
  });
});
