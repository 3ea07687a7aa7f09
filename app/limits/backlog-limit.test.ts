import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { afterEach, expect, it } from 'vitest';
import WebSocket from 'ws';
import { mergeWrites } from '../sockets/merged-writes.ts';
import { limitBacklog } from './backlog-limit.ts';

const stop: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of stop.splice(0).reverse()) await end();
});

it('cuts off who answers and does not read, and nobody who reads', async () => {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const io = new Server(http, { transports: ['websocket'] });
  stop.push(() => io.close());
  mergeWrites(io);
  const cuts: number[] = [];
  io.engine.on(
    'connection',
    limitBacklog(50, ({ socket }) => cuts.push(socket.remotePort ?? 0)),
  );
  const address = http.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const enter = async (): Promise<WebSocket> => {
    const socket = new WebSocket(`ws://127.0.0.1:${port}/socket.io/?EIO=4&transport=websocket`);
    stop.push(() => socket.terminate());
    await once(socket, 'open');
    socket.send('40');
    await once(socket, 'message');
    return socket;
  };
  const [slow, quick] = [await enter(), await enter()];
  await expect.poll(() => io.of('/').sockets.size).toBe(2);
  let heard = 0;
  quick.on('message', () => {
    heard += 1;
  });
  slow.pause();
  // More than the buffers of both ends take, so that the rest waits here.
  const text = 'x'.repeat(200_000);
  for (let i = 0; i < 200; i += 1) {
    io.emit('receive_message', text);
    if (i % 10 === 9) await expect.poll(() => heard, { timeout: 10_000 }).toBe(i + 1);
  }
  quick.send('3');
  slow.send('3');
  await expect.poll(() => io.of('/').sockets.size).toBe(1);
  expect(cuts).toHaveLength(1);
  expect(quick.readyState).toBe(WebSocket.OPEN);
});
