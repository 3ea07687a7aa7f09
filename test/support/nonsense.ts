import { once } from 'node:events';
import { Agent, request } from 'node:http';
import { io, type Socket } from 'socket.io-client';
import { createRandom, type Random } from '../../lab/people/random.ts';
import type { TestApp } from './start-app.ts';

/** Things thrown at once, of each kind. More would only wait in queues. */
const atOnce = { requests: 16, events: 200, handshakes: 8 };

/** Sockets that events go through. */
const socketCount = 16;

const alphabet = [...'abcXYZ019 -_.%/\\\'"<>{}[]$&?=\u0000\u0007\n\r\u2028한글ㅋ😀é'];

/** A text of up to `most` characters, hardly any of which comes twice. */
const text = (random: Random, most = 40): string =>
  Array.from({ length: Math.floor(random.between(1, most)) }, () => random.pick(alphabet)).join('') +
  Math.floor(random.next() * 2 ** 32).toString(36);

/** What may stand in a header. */
const headerText = (random: Random): string => encodeURIComponent(text(random));

/** Some are known, most are not; the last names what every object has. */
const methods = ['GET', 'GET', 'HEAD', 'POST', 'PUT', 'PATCH', 'DELETE', 'OPTIONS', 'PURGE', 'PROPFIND', 'BREW'];
const routes = ['/', '/chat/chatlog', '/chat/rooms', '/auth/guest', '/board/search', '/board/likesearch', '/metrics'];
const events = ['join_room', 'left_room', 'join_chat', 'user_left', 'current_usercount', 'send_message'];
const inherited = ['__proto__', 'constructor', 'toString', 'hasOwnProperty'];

const throwRequest = async (app: TestApp, random: Random, agent: Agent): Promise<void> => {
  const path = random.next() < 0.5 ? `/${encodeURIComponent(text(random))}` : random.pick(routes);
  const { hostname, port } = new URL(app.url);
  const call = request({
    agent,
    hostname,
    port,
    method: random.pick(methods),
    path: `${path}?roomname=${encodeURIComponent(text(random))}&${headerText(random)}=${headerText(random)}`,
    headers: {
      'x-request-id': headerText(random),
      [`x-${Math.floor(random.next() * 2 ** 32).toString(36)}`]: headerText(random),
      authorization: `Bearer ${headerText(random)}`,
      'user-agent': headerText(random),
    },
  });
  call.end();
  const [response] = await once(call, 'response');
  response.resume();
  await once(response, 'close');
};

const throwEvent = async (socket: Socket, random: Random): Promise<void> => {
  const known = random.next() < 0.5;
  const name = known ? random.pick(events) : random.next() < 0.1 ? random.pick(inherited) : `x${text(random)}`;
  const room = random.next() < 0.1 ? random.pick(['I', 'E', 'F', 'T']) : text(random);
  const nick = random.pick([text(random), Math.floor(random.next() * 1e6), null, { [text(random)]: [text(random)] }]);
  await socket.timeout(60_000).emitWithAck(name, room, nick, Math.floor(random.next() * 1e9), text(random, 100));
};

/** Somebody who knocks with a token, a name or at a namespace of their own, and is let in or not. */
const throwHandshake = async (app: TestApp, random: Random): Promise<void> => {
  const person = { name: `n${headerText(random).slice(0, 20)}`, userId: Math.floor(random.between(1, 2 ** 31)) };
  const token = random.next() < 0.3 ? await app.token(person) : text(random, 200);
  const namespace = random.next() < 0.3 ? `/${headerText(random)}` : '';
  const socket = io(`${app.url}${namespace}`, {
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    auth: { token },
    extraHeaders: { origin: random.next() < 0.2 ? `https://${headerText(random)}` : app.url },
  });
  await new Promise<void>((resolve) => {
    socket.once('connect', resolve);
    socket.once('connect_error', () => resolve());
  });
  socket.disconnect();
};

/** Does `count` things, `width` of them at a time. */
const inParallel = async (count: number, width: number, work: () => Promise<void>): Promise<void> => {
  let left = count;
  const lane = async () => {
    while (left-- > 0) await work();
  };
  await Promise.all(Array.from({ length: width }, lane));
};

/**
 * Throws `count` different things at the service: three quarters socket events, the rest HTTP requests, and handshakes, one in
 * a hundred. The same seed throws the same. Resolves when all are answered.
 */
export const throwNonsense = async (app: TestApp, { count, seed }: { count: number; seed: number }): Promise<void> => {
  const random = createRandom(seed);
  const agent = new Agent({ keepAlive: true, maxSockets: atOnce.requests });
  const sockets = await Promise.all(Array.from({ length: socketCount }, () => app.connect()));
  const handshakes = Math.floor(count / 100);
  const requests = Math.floor(count / 4) - handshakes;
  try {
    await Promise.all([
      inParallel(handshakes, atOnce.handshakes, () => throwHandshake(app, random)),
      inParallel(requests, atOnce.requests, () => throwRequest(app, random, agent)),
      inParallel(count - handshakes - requests, atOnce.events, () => throwEvent(random.pick(sockets), random)),
    ]);
  } finally {
    for (const socket of sockets) socket.disconnect();
    agent.destroy();
  }
};
