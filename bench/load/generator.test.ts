import { once } from 'node:events';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { execa } from 'execa';
import { Server } from 'socket.io';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../../test/support/free-port.ts';
import { startApp } from '../../test/support/start-app.ts';
import { startMariadb } from '../../test/support/start-mariadb.ts';
import { generateLoad } from './generator.ts';
import { markOf } from './marks.ts';
import type { LoadPlan } from './plan.ts';
import { runGenerator } from './run-generator.ts';

type Deliver = (to: { emit: (event: string, ...args: unknown[]) => void }, args: unknown[], count: number) => void;

const stop: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of stop.splice(0)) await end();
});

/** A chat that hands each message to each in its room by `deliver`, which gets a running number of the delivery. */
const startChat = async (deliver: Deliver, { refuse = '' } = {}): Promise<string> => {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const io = new Server(http, { transports: ['websocket'] });
  stop.push(() => io.close());
  let count = 0;
  io.on('connection', (socket) => {
    socket.onAny(async (event: string, ...args: unknown[]) => {
      const acknowledge = args.pop();
      await socket.join(String(args[0]));
      if (event === 'send_message') {
        for (const each of io.of('/').sockets.values()) {
          if (!each.rooms.has(String(args[0]))) continue;
          count += 1;
          deliver(each, args, count);
        }
      }
      if (typeof acknowledge === 'function') acknowledge(event === refuse ? { ok: false, code: 'no' } : { ok: true });
    });
  });
  const address = http.address();
  if (address === null || typeof address === 'string') throw new Error('The server has no port.');
  return `http://127.0.0.1:${address.port}`;
};

/** Six in each of two rooms, who all are there before anybody says something: 50 messages. */
const plan = (url: string): LoadPlan => ({
  url,
  rooms: ['I', 'E'],
  users: 12,
  firstUserId: 1,
  arrivalSeconds: 0.1,
  work: { kind: 'sustained', rates: [100], warmUpSeconds: 0.1, seconds: 0.4 },
});

/** What nobody has to find fault with. */
const well = { messages: 50, expected: 300, lost: 0, doubled: 0, strayed: 0, users: 12, refusedUsers: 0, dropped: 0 };

it('finds nothing wrong where everything is delivered once', async () => {
  const url = await startChat((to, args) => to.emit('receive_message', ...args));
  const result = await generateLoad(plan(url));
  expect(result).toMatchObject({ ...well, refusedMessages: {} });
  // What the warm-up sent is not timed, nor what comes back to the sender.
  expect(result.steps).toMatchObject([{ receipt: { count: 40 * 5 } }]);
});

it('sees each delivery that is lost, doubled or brought to the wrong room', async () => {
  const url = await startChat((to, args, count) => {
    if (count === 7 || count === 100) return;
    to.emit('receive_message', ...args);
    if (count % 75 === 0) to.emit('receive_message', ...args);
    if (count === 200) to.emit('receive_message', 'I', 'nobody', 1, `${markOf(49_999)} nobody sent this`);
  });
  expect(await runGenerator(plan(url))).toMatchObject({ ...well, lost: 2, doubled: 4, strayed: 1 });
}, 30_000);

it('sees what is refused, and who is', async () => {
  const url = await startChat(() => {}, { refuse: 'send_message' });
  expect(await generateLoad({ ...plan(url), work: { kind: 'messages', each: 2 } })).toMatchObject({
    users: 12,
    messages: 24,
    refusedMessages: { no: 24 },
  });
  const closed = await startChat(() => {}, { refuse: 'join_chat' });
  expect(await runGenerator({ ...plan(closed), users: 3 })).toMatchObject({
    refusedUsers: 3,
    refusal: 'join_chat was refused: no',
    messages: 0,
  });
  const nowhere = `http://127.0.0.1:${await freePort()}`;
  expect(await generateLoad({ ...plan(nowhere), users: 2 })).toMatchObject({
    users: 0,
    refusedUsers: 2,
    refusal: 'The service ended a connection (1006).',
    messages: 0,
  });
}, 30_000);

it('loads the real service, as its people', async () => {
  const mariadb = await startMariadb();
  stop.push(mariadb.stop);
  const app = await startApp({ mysqlPort: mariadb.port, mysqlPasswordFile: mariadb.appPasswordFile });
  stop.unshift(app.stop);
  const { url, configFile } = app;
  expect(await runGenerator({ ...plan(url), configFile })).toMatchObject({ ...well, refusedMessages: {} });
  const counted = [...(await app.metrics()).matchAll(/^chat_deliveries_total\{.*\} (\d+)$/gm)];
  expect(counted.reduce((sum, [, count]) => sum + Number(count), 0)).toBe(well.expected);
}, 60_000);

it.each([
  [{ url: 'http://192.0.2.1:3000' }, 'plan.url: the load generator loads 127.0.0.0/8 only.'],
  [{ users: 1_000_000 }, 'plan.users: Too big: expected number to be <=5000.'],
  [{ users: 5_000, work: { kind: 'messages', each: 100 } }, 'plan: at most 262144 messages can be told apart.'],
])('refuses what it is not made for: %o', async (change, sentence) => {
  const result = await execa({ reject: false })(process.execPath, [
    join(import.meta.dirname, 'main.ts'),
    JSON.stringify({ ...plan('http://127.0.0.1:3000'), ...change }),
  ]);
  expect([result.exitCode, result.stdout, result.stderr]).toEqual([2, '', sentence]);
});
