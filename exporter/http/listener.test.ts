import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { connect } from 'node:net';
import { expect, it } from 'vitest';
import { makeListener } from './listener.ts';
import { reading, textReply } from './route.ts';

it('asks no route for who went away before its turn', async () => {
  let asked = 0;
  const reply = () => {
    asked += 1;
    return textReply(200, 'Here.');
  };
  const listener = makeListener({
    routes: new Map([['/', { methods: reading, reply }]]),
    log: () => {},
    keepsConnections: () => false,
    readWithinMs: 1_000,
  });
  const turn = Promise.withResolvers<void>();
  const passed = Promise.withResolvers<void>();
  const server = createServer(async (request, response) => {
    if (request.headers['x-late'] === undefined) return listener(request, response);
    passed.resolve();
    await Promise.all([once(response, 'close'), turn.promise]);
    listener(request, response);
    server.emit('judged');
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  const late = connect(port, '127.0.0.1').end('GET / HTTP/1.1\r\nhost: a\r\nx-late: 1\r\n\r\n');
  await passed.promise;
  late.destroy();
  const judged = once(server, 'judged');
  turn.resolve();
  await judged;
  expect(asked).toBe(0);
  expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('Here.\n');
  expect(asked).toBe(1);
  server.close();
});
