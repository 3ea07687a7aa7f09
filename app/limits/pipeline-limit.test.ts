import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { connect, type Socket } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { limitPipelines } from './pipeline-limit.ts';

const ask = 'GET / HTTP/1.1\r\nhost: x\r\n\r\n';

describe('a connection over which many requests come at once', () => {
  const stop: (() => unknown)[] = [];
  afterEach(() => {
    for (const end of stop.splice(0).reverse()) end();
  });

  const start = async (): Promise<{ readonly listener: ReturnType<typeof vi.fn<RequestListener>>; socket: Socket }> => {
    const listener = vi.fn<RequestListener>((_request, response) => {
      response.end('answer');
    });
    const server = createServer(listener);
    limitPipelines(server);
    server.listen(0, '127.0.0.1');
    stop.push(() => server.close());
    await once(server, 'listening');
    const address = server.address();
    const socket = connect(typeof address === 'object' ? (address?.port ?? 0) : 0, '127.0.0.1');
    stop.push(() => socket.destroy());
    await once(socket, 'connect');
    return { listener, socket };
  };

  it('is cut off, and what follows costs nothing', async () => {
    const { listener, socket } = await start();
    socket.on('error', () => {});
    socket.resume().write(ask.repeat(1_000));
    await once(socket, 'close');
    expect(listener.mock.calls.length).toBeLessThanOrEqual(32);
  });

  it('is served if they are few, or one after the other', async () => {
    const { listener, socket } = await start();
    for (let i = 0; i < 100; i += 1) {
      socket.write(ask);
      await once(socket, 'data');
    }
    socket.write(ask.repeat(31));
    socket.write(ask.replace('\r\n\r\n', '\r\nconnection: close\r\n\r\n'));
    expect((await text(socket)).match(/answer/g)).toHaveLength(32);
    expect(listener).toHaveBeenCalledTimes(132);
  });
});
