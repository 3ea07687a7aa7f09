import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../test/support/start-mariadb.ts';

const valueIn = (page: string, series: string): number => Number(page.split(`\n${series} `)[1]?.split('\n')[0]);

const ready = async (app: TestApp) => {
  const response = await fetch(`${app.adminUrl}/-/ready`);
  return { status: response.status, text: await response.text() };
};

const say = async (app: TestApp, text: string): Promise<unknown> => {
  const socket = await app.connect();
  const reply: unknown = await socket.timeout(20_000).emitWithAck('send_message', 'I', 'n', 1, text);
  socket.disconnect();
  return reply;
};

describe('the service', () => {
  let mariadb: TestMariadb;
  let app: TestApp;
  beforeAll(async () => {
    mariadb = await startMariadb();
  });
  afterAll(() => mariadb?.stop());
  afterEach(() => app?.stop());
  const start = (options?: Parameters<typeof startApp>[1]) =>
    startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile }, options);

  it('finishes what is under way when asked to stop, and leaves no process', async () => {
    app = await start();
    const sockets = await Promise.all(Array.from({ length: 6 }, () => app.connect()));
    const reasons = sockets.map((socket) => new Promise((resolve) => socket.once('disconnect', resolve)));
    const page = await app.metrics();
    expect(valueIn(page, 'chat_connects_total')).toBe(6);
    const replies = sockets.map((socket) =>
      socket.timeout(10_000).emitWithAck('send_message', 'I', 'n', 1, 'last words'),
    );
    await Promise.race(replies);
    const exit = app.child.stop(15_000);
    const said = await Promise.all(replies);
    // A message that arrived after the signal may be refused, but each has its answer.
    expect(said.every((reply) => typeof reply.ok === 'boolean')).toBe(true);
    expect(await exit).toEqual({ code: 0, signal: null });
    await Promise.all(reasons);
    const mysql = await createConnection(mariadb.app);
    const [rows] = await mysql.query<RowDataPacket[]>("SELECT chat_id FROM chatlogs WHERE message = 'last words'");
    await mysql.end();
    const promised = said.filter(({ ok }) => ok).map(({ chatId }) => chatId);
    expect(rows.map(({ chat_id }) => chat_id).sort()).toEqual(promised.sort());
    expect(app.processes()).toEqual([]);
    const output = await app.output();
    expect(output.match(/Worker \d stops\./g)).toHaveLength(2);
    expect(output).not.toContain('another starts');
  });

  it('puts another worker in the place of a dead one, and no counter falls', async () => {
    app = await start();
    await say(app, 'before');
    await say(app, 'before');
    const before = await app.metrics();
    const stored = 'chat_messages_total{room="I",outcome="stored"}';
    expect(valueIn(before, stored)).toBe(2);
    const workers = app.processes().filter((pid) => pid !== app.child.pid);
    expect(workers).toHaveLength(2);
    for (const pid of workers) process.kill(pid, 'SIGKILL');
    await until('Both workers are back', async () => {
      const page = await app.metrics();
      return valueIn(page, 'chat_worker_restarts_total') === 2 && valueIn(page, 'chat_workers{state="running"}') === 2;
    });
    await say(app, 'after');
    const after = await app.metrics();
    expect(valueIn(after, stored)).toBe(3);
    for (const [line, series = ''] of before.matchAll(/^(\w+_(?:total|count|bucket)(?:\{.*\})?) \S+$/gm)) {
      expect({ line, stands: valueIn(after, series) >= valueIn(before, series) }).toEqual({ line, stands: true });
    }
  });

  it('answers scrapes while a worker is silent, and says so', async () => {
    app = await start();
    await say(app, 'counted');
    await app.metrics();
    const frozen = app.processes().filter((pid) => pid !== app.child.pid);
    for (const pid of frozen) process.kill(pid, 'SIGSTOP');
    const page = await app.metrics();
    for (const pid of frozen) process.kill(pid, 'SIGCONT');
    expect(valueIn(page, 'chat_messages_total{room="I",outcome="stored"}')).toBe(1);
    expect(page).not.toContain('nodejs_eventloop_delay_seconds{worker="1"');
    expect(page).toContain('nodejs_eventloop_delay_seconds{worker="primary"');
    await until('Its silence is counted', async () => valueIn(await app.metrics(), 'chat_worker_silences_total') >= 2);
    for (const place of [1, 2])
      expect(await app.output()).toContain(`Worker ${place} did not tell its metrics in time.`);
  });

  it('refuses messages while MySQL is away, counts them, and recovers by itself', async () => {
    app = await start();
    expect(await say(app, 'before')).toMatchObject({ ok: true });
    await mariadb.kill();
    expect(await say(app, 'meanwhile')).toMatchObject({
      ok: false,
      code: 'failed',
      message: 'the service could not do it now; try again',
    });
    const page = await app.metrics();
    expect(valueIn(page, 'chat_messages_total{room="I",outcome="failed"}')).toBe(1);
    expect(valueIn(page, 'chat_pool_failures_total{reason="unreachable"}')).toBeGreaterThan(0);
    expect(await ready(app)).toMatchObject({ status: 503, text: expect.stringContaining('MySQL does not answer') });
    const history = await fetch(`${app.url}/chat/chatlog?roomname=I`, { headers: { 'x-request-id': 'while-away' } });
    expect(history.status).toBe(500);
    expect(await history.json()).toEqual({
      errorMessage: 'The service could not do it now; try again.',
      requestId: 'while-away',
    });
    await mariadb.start();
    await until('Messages are stored again', async () => ((await say(app, 'after')) as { ok: boolean }).ok);
    expect((await ready(app)).status).toBe(200);
  });

  it('stops in order while MySQL hangs: every line is written, and it says that it is not ready', async () => {
    app = await start();
    const [first, second] = [await app.connect(), await app.connect()];
    await say(app, 'before');
    await mariadb.freeze();
    try {
      for (const socket of [first, second]) socket.emit('send_message', 'I', 'n', 1, 'what the fuck');
      for (const socket of [first, second]) socket.emit('send_message', 'I', 'n', 1, 'meanwhile');
      await until('They are under way', async () => /in_use"\} [1-9]/.test(await app.metrics()));
      const exit = app.child.stop(15_000);
      await until('It stops', async () => (await app.output()).includes('stops.'));
      expect(await ready(app)).toEqual({ status: 503, text: 'The service stops.\n' });
      expect(await exit).toEqual({ code: 0, signal: null });
    } finally {
      mariadb.thaw();
    }
    expect((await app.output()).match(/Worker \d has stopped\./g)).toHaveLength(2);
  });

  it('waits for MySQL when it starts without', async () => {
    await mariadb.halt();
    app = await start({ awaitReady: false });
    await until('It says what it waits for', async () => (await app.output()).includes('MySQL is not to be had yet'));
    expect(await ready(app)).toEqual({ status: 503, text: 'MySQL is awaited.\n' });
    expect((await fetch(`${app.adminUrl}/-/healthy`)).status).toBe(200);
    await mariadb.start();
    await until('It is ready', async () => (await ready(app)).status === 200);
    expect(await say(app, 'at last')).toMatchObject({ ok: true });
  });

  it('stops at once while it still waits for MySQL', async () => {
    await mariadb.halt();
    app = await start({ awaitReady: false });
    await until('It waits', async () => (await app.output()).includes('MySQL is not to be had yet'));
    expect(await app.child.stop(15_000)).toEqual({ code: 0, signal: null });
    expect(app.processes()).toEqual([]);
    await mariadb.start();
  });
});
