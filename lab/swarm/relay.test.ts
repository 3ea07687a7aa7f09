import { once } from 'node:events';
import { type AddressInfo, connect, createServer, type Server } from 'node:net';
import { afterEach, expect, it } from 'vitest';
import { freePort } from '../../test/support/free-port.ts';
import { openRelay } from './relay.ts';

const host = '127.0.0.1';
const servers: Server[] = [];
afterEach(() => {
  for (const server of servers.splice(0)) server.close();
});

const portOf = (server: Server) => (server.address() as AddressInfo).port;

/** A server that says its name and hangs up. */
const name = async (text: string): Promise<{ host: string; port: number }> => {
  const server = createServer((socket) => socket.end(text)).listen(0, host);
  servers.push(server);
  await once(server, 'listening');
  return { host, port: portOf(server) };
};

const relayTo = async (...targets: readonly { host: string; port: number }[]) => {
  const relay = await openRelay({ host, port: 0 }, targets);
  servers.push(relay);
  return async () => Buffer.concat(await connect(portOf(relay), host).toArray()).toString();
};

it('leads to its targets in turns', async () => {
  const ask = await relayTo(await name('a'), await name('b'));
  expect(new Set([await ask(), await ask()])).toEqual(new Set(['a', 'b']));
});

it('passes over a target that does not answer, and hangs up where none does', async () => {
  const nobody = { host, port: await freePort() };
  const ask = await relayTo(nobody, await name('b'));
  expect([await ask(), await ask()]).toEqual(['b', 'b']);
  const silent = await relayTo(nobody);
  expect(await silent()).toBe('');
});
