import { createClient } from 'redis';
import type { Socket } from 'socket.io-client';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { startApp, type TestApp, until } from '../../test/support/start-app.ts';
import { startMariadb, type TestMariadb } from '../../test/support/start-mariadb.ts';
import { startProxy, type TestProxy } from '../../test/support/start-proxy.ts';
import { startRedis } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';

describe('the link between workers', () => {
  let mariadb: TestMariadb;
  let redis: TestServer;
  let network: TestProxy;
  let app: TestApp;
  beforeAll(async () => {
    [mariadb, redis] = await Promise.all([startMariadb(), startRedis()]);
    network = await startProxy(redis.port);
    app = await startApp({
      mysqlPort: mariadb.port,
      mysqlPasswordFile: mariadb.appPasswordFile,
      redisPort: Number(new URL(network.url).port),
    });
  });
  afterAll(async () => {
    await app?.stop();
    await network?.stop();
    await redis?.stop();
    await mariadb?.stop();
  });

  const up = async (value: 0 | 1) => {
    const page = await app.metrics();
    return ['1', '2'].every((worker) => page.includes(`chat_adapter_up{worker="${worker}"} ${value}\n`));
  };
  const send = (socket: Socket, event: string, ...args: unknown[]) =>
    socket.timeout(10_000).emitWithAck(event, ...args);

  const configure = async (key: string, value: string) => {
    const client = await createClient({ url: redis.url }).connect();
    await client.configSet(key, value);
    client.destroy();
  };

  it.each<[string, () => Promise<void>, () => Promise<void>]>([
    ['without Redis', () => redis.kill(), () => redis.start()],
    ['while Redis hangs', () => redis.freeze(), async () => redis.thaw()],
    [
      'while Redis takes no data',
      () => configure('min-replicas-to-write', '1'),
      () => configure('min-replicas-to-write', '0'),
    ],
    // Which is mended only by new connections.
    ['while the network swallows what is sent', async () => network.swallow(), async () => {}],
  ])('splits %s, each worker serving its own people, and joins again with it', async (_how, lose, find) => {
    const people = await Promise.all(Array.from({ length: 4 }, () => app.connect()));
    const heard: string[][] = people.map(() => []);
    for (const [i, socket] of people.entries()) {
      await send(socket, 'join_room', 'I');
      socket.on('receive_message', (...message: string[]) => heard[i]?.push(String(message[3])));
    }
    const [first] = people;
    if (!first) throw new Error('Nobody came.');
    await lose();
    await until('The workers notice', () => up(0));
    expect(await send(first, 'send_message', 'I', 'n', 1, 'split')).toMatchObject({ ok: true });
    expect(await send(first, 'join_chat', 'I', 'n', 1)).toMatchObject({ ok: true });
    await until('The own worker delivers', async () => heard[0]?.includes('split'));

    await find();
    await until('The workers notice', () => up(1));
    await send(first, 'send_message', 'I', 'n', 1, 'joined');
    await until('All hear each other again', async () => heard.every((lines) => lines.includes('joined')));
    expect(await app.metrics()).toMatch(/^chat_worker_restarts_total 0$/m);
    expect(await app.output()).not.toMatch(/unhandled|uncaught/i);
  });
});
