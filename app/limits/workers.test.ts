import { type IncomingHttpHeaders, request as sendRequest } from 'node:http';
import { json } from 'node:stream/consumers';
import { io, type Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { startRedis } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';

/** Small, in a window that outlasts the tests. */
const limits = {
  windowSeconds: 600,
  personMessages: 5,
  personEvents: 20,
  addressMessages: 8,
  addressEvents: 30,
  addressConnections: 20,
  addressGuests: 12,
  addressRequests: 20,
  addressSearches: 12,
};

interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: unknown;
}

/** Asks over a connection of its own, so that the requests of a test come to all workers. */
const ask = (url: string, from: string, { method = 'GET', body = '' } = {}): Promise<Answer> =>
  new Promise((resolve, reject) => {
    const headers = { 'x-forwarded-for': from, 'content-type': 'application/json' };
    const request = sendRequest(url, { method, headers, agent: false }, async (response) => {
      resolve({ status: response.statusCode ?? 0, headers: response.headers, body: await json(response) });
    });
    request.once('error', reject).end(body);
  });

const tooMany = {
  ok: false,
  code: 'too_many',
  message: expect.stringMatching(/^too much at once; try again in \d+ s$/),
};

describe.each(['with Redis', 'without Redis'])('limits on two workers %s', (way) => {
  let mariadb: TestMariadb;
  let redis: TestServer | undefined;
  let app: TestApp;
  const sockets: Socket[] = [];
  let places = 0;

  beforeAll(async () => {
    mariadb = await startMariadb();
    if (way === 'with Redis') redis = await startRedis();
    app = await startApp(
      { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile, ...(redis && { redisPort: redis.port }) },
      { app: { limits, trustedProxies: 1 } },
    );
  });
  afterAll(async () => {
    for (const socket of sockets) socket.disconnect();
    await app?.stop();
    await redis?.stop();
    await mariadb?.stop();
  });

  /** An address that nobody came from before. */
  const newPlace = (): string => {
    places += 1;
    return `198.51.${Math.floor(places / 250)}.${(places % 250) + 1}`;
  };

  const connect = async (from: string, userId?: number): Promise<Socket> => {
    const socket = io(app.url, {
      transports: ['websocket'],
      reconnection: false,
      forceNew: true,
      auth: { token: await app.token(userId === undefined ? {} : { userId }) },
      extraHeaders: { 'x-forwarded-for': from },
    });
    sockets.push(socket);
    await new Promise<void>((resolve, reject) => {
      socket.once('connect', resolve);
      socket.once('connect_error', reject);
    });
    return socket;
  };

  const socketsOf = async (worker: number): Promise<number> =>
    Number((await app.metrics()).split(`chat_sockets{worker="${worker}"} `)[1]?.split('\n')[0]);

  /** A socket on each worker, both of the same person. */
  const connectToBoth = async (userId: number): Promise<readonly [Socket, Socket]> => {
    const found = new Map<boolean, Socket>();
    while (found.size < 2) {
      const before = await socketsOf(1);
      const socket = await connect(newPlace(), userId);
      found.set((await socketsOf(1)) > before, socket);
    }
    return [...found.values()] as unknown as readonly [Socket, Socket];
  };

  const say = (socket: Socket): Promise<{ readonly ok: boolean }> =>
    socket.timeout(10_000).emitWithAck('send_message', 'I', 'n', 1, 'hello');

  /** Sends until one is refused. @returns how many were not, and what the refusal said */
  const sayUntilRefused = async (socket: Socket) => {
    for (let passed = 0; ; passed += 1) {
      const reply = await say(socket);
      if (!reply.ok) return { passed, reply };
      if (passed > 100) throw new Error('Nothing is ever refused.');
    }
  };

  const limited = async (what: string): Promise<number> =>
    Number((await app.metrics()).split(`chat_limited_total{what="${what}"} `)[1]?.split('\n')[0]);

  it('count the messages of a person on both', async () => {
    const [one, other] = await connectToBoth(501);
    const { passed, reply } = await sayUntilRefused(one);
    expect(passed).toBe(limits.personMessages);
    expect(reply).toEqual({ ...tooMany, requestId: expect.any(String), retryAfterMs: expect.any(Number) });
    // What was under way while the workers told each other: less than a count of its own.
    expect((await sayUntilRefused(other)).passed).toBeLessThan(limits.personMessages);
    expect(await limited('person_messages')).toBe(2);
    expect(await app.metrics()).toContain('chat_events_total{event="send_message",outcome="limited"} 2\n');
    const told = (await app.output()).split('\n').filter((line) => line.includes('person_messages'));
    expect(told.map((line) => JSON.parse(line).user.id)).toEqual(['501', '501']);
  });

  it('count the messages of an address, whoever sends them', async () => {
    const from = newPlace();
    const people = [await connect(from), await connect(from), await connect(from)];
    const passed: number[] = [];
    for (const socket of people) passed.push((await sayUntilRefused(socket)).passed);
    const sum = passed.reduce((all, count) => all + count, 0);
    expect(sum).toBeGreaterThanOrEqual(limits.addressMessages);
    expect(sum).toBeLessThan(3 * limits.personMessages);
    expect(await limited('address_messages')).toBeGreaterThan(0);
    expect(await say(await connect(newPlace()))).toMatchObject({ ok: true });
  });

  /** Sends what is no message, understood or not, until it is refused. @returns how many were not */
  const fidgetUntilRefused = async (socket: Socket): Promise<number> => {
    const events = ['join_room', 'nonsense', 'current_usercount', 'join_chat', 'left_room'];
    for (let passed = 0; ; passed += 1) {
      const reply = await socket.timeout(10_000).emitWithAck(events[passed % events.length] ?? '', 'I');
      if (reply.code === 'too_many') return passed;
      if (passed > 100) throw new Error('Nothing is ever refused.');
    }
  };

  it('count what else a person sends, the coming too, and leave the messages alone', async () => {
    const socket = await connect(newPlace());
    expect(await fidgetUntilRefused(socket)).toBe(limits.personEvents - 1);
    expect(await say(socket)).toMatchObject({ ok: true });
  });

  it('count what else an address sends, whoever does', async () => {
    const from = newPlace();
    const people = [await connect(from), await connect(from), await connect(from)];
    const passed: number[] = [];
    for (const socket of people) passed.push(await fidgetUntilRefused(socket));
    const sum = passed.reduce((all, count) => all + count, 0);
    expect(sum).toBeGreaterThanOrEqual(limits.addressEvents);
    expect(sum).toBeLessThan(3 * (limits.personEvents - 1));
    expect(await limited('address_events')).toBeGreaterThan(0);
  });

  it('count the handshakes of an address, and say so in the refusal', async () => {
    const from = newPlace();
    let refusal: unknown;
    let passed = -1;
    while (refusal === undefined) {
      passed += 1;
      refusal = await connect(from).then(
        () => undefined,
        (error: unknown) => error,
      );
    }
    expect(passed).toBeGreaterThanOrEqual(limits.addressConnections);
    expect(passed).toBeLessThan(2 * limits.addressConnections);
    expect(refusal).toMatchObject({
      message: expect.stringMatching(/^Too many came from your address at once; try again in \d+ s\.$/),
      data: { code: 'too_many', retryAfterMs: expect.any(Number) },
    });
    expect(await app.metrics()).toMatch(/^chat_connect_errors_total\{reason="too_many"\} [1-9]/m);
  });

  /** Asks until 429. @returns how often it was answered otherwise, and the refusal */
  const askUntilRefused = async (path: string, from: () => string, options?: { method: string; body: string }) => {
    for (let passed = 0; ; passed += 1) {
      const answer = await ask(`${app.url}${path}`, from(), options);
      if (answer.status === 429) return { passed, answer };
      if (passed > 100) throw new Error('Nothing is ever refused.');
      // Comes after the counts on their way between the workers: without it, each may be full before it hears of the other.
      await app.metrics();
    }
  };
  const between = (passed: number, points: number) => {
    expect(passed).toBeGreaterThanOrEqual(points);
    expect(passed).toBeLessThan(2 * points);
  };

  it.each(['/chat/rooms', '/nobody/serves/this'])('count the requests of an address for %s', async (path) => {
    const from = newPlace();
    const { passed, answer } = await askUntilRefused(path, () => from);
    between(passed, limits.addressRequests);
    const seconds = Number(answer.headers['retry-after']);
    expect(seconds).toBeGreaterThan(0);
    expect(answer.body).toEqual({
      errorMessage: `Too much came from your address at once; try again in ${seconds} s.`,
      requestId: answer.headers['x-request-id'],
    });
    expect((await ask(`${app.url}/chat/rooms`, newPlace())).status).toBe(200);
  });

  it('keep what they refuse out of the log, but for a line of each worker', async () => {
    const from = newPlace();
    const requestsRefused = async () => (await app.output()).split('\n').filter((line) => line.includes(from));
    await askUntilRefused('/chat/rooms', () => from);
    for (let i = 0; i < 50; i += 1) await ask(`${app.url}/chat/rooms`, from);
    expect((await requestsRefused()).length).toBeLessThanOrEqual(2);
    expect(await app.output()).not.toContain('answered with 429');
  });

  it.each([
    ['guests', '/auth/guest', limits.addressGuests],
    ['searches', '/board/likesearch', limits.addressSearches],
  ])('count the %s of an address', async (what, path, points) => {
    const from = newPlace();
    const options = { method: 'POST', body: JSON.stringify({ name: '손님', keyword: '손님' }) };
    between((await askUntilRefused(path, () => from, options)).passed, points);
    expect(await limited(`address_${what}`)).toBeGreaterThan(0);
  });

  it('are not escaped by what a client writes before the entry of the proxy', async () => {
    const from = newPlace();
    let claims = 0;
    const forged = () => {
      claims += 1;
      return `203.0.113.${claims}, ${from}`;
    };
    between((await askUntilRefused('/chat/rooms', forged)).passed, limits.addressRequests);
  });

  if (way !== 'with Redis') return;

  it.each<[string, () => unknown, () => unknown]>([
    ['is gone', () => redis?.kill(), () => redis?.start()],
    ['hangs', () => redis?.freeze(), () => redis?.thaw()],
  ])('hold on each worker by itself while Redis %s, and on both again with it', async (how, lose, find) => {
    const people = how === 'hangs' ? 700 : 600;
    const [one, other] = await connectToBoth(people);
    await lose();
    for (const socket of [one, other]) {
      const { passed, reply } = await sayUntilRefused(socket);
      expect({ passed, reply }).toMatchObject({ passed: limits.personMessages, reply: tooMany });
    }
    await find();
    const isUp = async () => ['1', '2'].every((worker) => page.includes(`chat_adapter_up{worker="${worker}"} 1\n`));
    let page = '';
    await until('Redis answers', async () => {
      page = await app.metrics();
      return isUp();
    });
    const [next, nextOther] = await connectToBoth(people + 1);
    expect((await sayUntilRefused(next)).passed).toBe(limits.personMessages);
    expect((await sayUntilRefused(nextOther)).passed).toBeLessThan(limits.personMessages);
    expect(await app.metrics()).toMatch(/^chat_worker_restarts_total 0$/m);
    expect(await app.output()).not.toMatch(/unhandled|uncaught/i);
  });
});

it('believe nobody in X-Forwarded-For where no proxy is configured', async () => {
  const mariadb = await startMariadb();
  try {
    const app = await startApp(
      { mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile },
      { app: { workers: 1, limits } },
    );
    try {
      const statuses: number[] = [];
      for (let i = 1; i <= limits.addressRequests + 1; i += 1) {
        statuses.push((await ask(`${app.url}/chat/rooms`, `203.0.113.${i}`)).status);
      }
      expect(statuses).toEqual([...Array.from({ length: limits.addressRequests }, () => 200), 429]);
    } finally {
      await app.stop();
    }
  } finally {
    await mariadb.stop();
  }
});
