import { createClient } from 'redis';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { until } from '../../test/support/start-app.ts';
import { startProxy, type TestProxy } from '../../test/support/start-proxy.ts';
import { startRedis } from '../../test/support/start-servers.ts';
import type { TestServer } from '../../test/support/start-service.ts';
import { createReaderWatch, longestRead } from './redis-reader.ts';

let redis: TestServer;
let network: TestProxy;
beforeAll(async () => {
  redis = await startRedis();
  network = await startProxy(redis.port);
});
afterAll(async () => {
  await network?.stop();
  await redis?.stop();
});

it('loses nothing, tells that nothing is read when a connection is dead that looks alive, and reads on by another', async () => {
  const { reads, watch } = createReaderWatch();
  const client = watch(
    createClient({ socket: { host: '127.0.0.1', port: Number(new URL(network.url).port) }, RESP: 2 }),
  );
  client.on('error', () => {});
  await client.connect();
  const texts: unknown[] = [];
  let open = true;
  const readAll = async () => {
    for (let id = '$'; open; ) {
      const found = await client.xRead([{ key: 'stream', id }], { BLOCK: longestRead }).catch(() => null);
      for (const entry of (found as { messages: { id: string; message: { text: string } }[] }[] | null)?.[0]
        ?.messages ?? []) {
        texts.push(entry.message.text);
        id = entry.id;
      }
    }
  };
  const writer = await createClient({ url: redis.url }).connect();
  await writer.xAdd('stream', '*', { text: 'earlier' });
  expect(await client.xRead([{ key: 'stream', id: '$' }], { BLOCK: 1 })).toBeNull();
  await writer.xAdd('stream', '*', { text: 'before' });
  const reading = readAll();
  await until('It reads', async () => texts.length === 1);
  network.swallow();
  await writer.xAdd('stream', '*', { text: 'meanwhile' });
  await until('It notices', async () => !reads());
  await until('It reads again', async () => reads());
  await writer.xAdd('stream', '*', { text: 'after' });
  await until('It reads on', async () => texts.length === 3);
  expect(texts).toEqual(['before', 'meanwhile', 'after']);
  writer.destroy();
  open = false;
  await reading;
  client.destroy();
});
