import { once } from 'node:events';
import { createServer } from 'node:http';
import { Server } from 'socket.io';
import { io as connect, type Socket } from 'socket.io-client';
import { afterEach, expect, it } from 'vitest';
import type { ChatServer } from './chat-socket.ts';
import { mergeWrites } from './merged-writes.ts';

const stop: (() => unknown)[] = [];
afterEach(async () => {
  for (const end of stop.splice(0).reverse()) await end();
});

/** A server with merged writes, and clients in the room `I`; each client's list fills with all that it hears. */
const start = async (clients: number, transports: readonly ('websocket' | 'polling')[] = ['websocket']) => {
  const http = createServer().listen(0, '127.0.0.1');
  await once(http, 'listening');
  const io: ChatServer = new Server(http, { transports: [...transports] });
  stop.push(() => io.close());
  mergeWrites(io);
  const written = { flushes: 0, pieces: 0 };
  io.engine.on('flush', (_connection: unknown, packets: readonly unknown[]) => {
    written.flushes += 1;
    written.pieces += packets.length;
  });
  io.on('connection', async (socket) => {
    socket.onAny((_event: unknown, question: unknown, acknowledge: unknown) => {
      io.to('I').emit('notice_user_left', 'I', `before ${question}`, 1);
      if (typeof acknowledge === 'function') acknowledge(question);
      io.to('I').emit('notice_user_left', 'I', `after ${question}`, 1);
    });
    await socket.join('I');
  });
  const address = http.address();
  const port = typeof address === 'object' ? address?.port : undefined;
  const one = async () => {
    const socket: Socket = connect(`http://127.0.0.1:${port}`, { transports: [...transports], forceNew: true });
    stop.push(() => socket.disconnect());
    const heard: unknown[] = [];
    socket.onAny((event, ...args) => heard.push([event, ...args]));
    await once(socket as never, 'connect');
    return { socket, heard };
  };
  const all = await Promise.all(Array.from({ length: clients }, one));
  await expect.poll(() => io.of('/').adapter.rooms.get('I')?.size).toBe(clients);
  return { io, all, written };
};

const message = (text: string, id: number) => ['receive_message', 'I', 'Ann', 1, text, '', '', id] as const;

it('keeps the order and the content of all that it writes at once', async () => {
  const { io, all, written } = await start(3);
  const before = { ...written };
  const expected: unknown[] = [];
  for (let id = 1; id <= 50; id += 1) {
    // Frames of each of the three lengths of a WebSocket's header, and text of several bytes a sign.
    const sent = message('안녕 👋'.repeat(id === 7 ? 10_000 : id * 2), id);
    io.to('I').emit(...sent);
    expected.push(sent);
    if (id % 10 > 0) continue;
    // One that is encoded for each socket apart, among those that are encoded once for all.
    for (const socket of io.of('/').sockets.values()) socket.emit('notice_user_left', 'I', `to you ${id}`, id);
    expected.push(['notice_user_left', 'I', `to you ${id}`, id]);
  }
  for (const { heard } of all) await expect.poll(() => heard).toEqual(expected);
  // One for each client, whatever it carries; what goes to all is one piece up to what goes to one.
  expect([written.flushes - before.flushes, written.pieces - before.pieces]).toEqual([3, 3 * 10]);
});

it('answers an event between what was sent before the answer and what was sent after it', async () => {
  const { all } = await start(2);
  const [asking, listening] = all;
  const order: unknown[] = [];
  asking?.socket.onAny((_event, _room, text) => order.push(text));
  asking?.socket.emit('ask', 'me', (answer: unknown) => order.push(answer));
  await expect.poll(() => order).toEqual(['before me', 'me', 'after me']);
  await expect.poll(() => listening?.heard.length).toBe(2);
});

it('delivers all of what is sent turn by turn, and what was sent before the end of a connection', async () => {
  const { io, all } = await start(2);
  const sent = Array.from({ length: 300 }, (_, id) => message(`turn ${id}`, id));
  for (const one of sent) {
    io.to('I').emit(...one);
    await new Promise(setImmediate);
  }
  io.to('I').emit('notice_user_left', 'I', 'the last', 1);
  io.in('I').disconnectSockets(true);
  for (const { heard } of all)
    await expect.poll(() => heard).toEqual([...sent, ['notice_user_left', 'I', 'the last', 1]]);
});

it('leaves long polling alone', async () => {
  const { io, all } = await start(2, ['polling']);
  const sent = Array.from({ length: 5 }, (_, id) => message(`poll ${id}`, id));
  for (const one of sent) io.to('I').emit(...one);
  for (const { heard } of all) await expect.poll(() => heard).toEqual(sent);
});
