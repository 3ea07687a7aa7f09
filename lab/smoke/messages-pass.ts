import { randomUUID } from 'node:crypto';
import type { Socket } from 'socket.io-client';
import type { Person } from '../../app/identity/person.ts';
import type { Config } from '../../config/load-config.ts';
import type { Check } from './check.ts';
import { connect, type Door, doorOf } from './door.ts';

/** Ids of people who are in no table of users. */
const firstUserId = 900_001;

/** Milliseconds from sending until the other one has it. */
const passOne = async (door: Door, room: string, place: number, signal: AbortSignal): Promise<number> => {
  const sockets: Socket[] = [];
  const come = async (person: Person) => {
    const socket = await connect(door, person, signal);
    sockets.push(socket);
    await socket.timeout(10_000).emitWithAck('join_chat', room, person.name, person.userId);
    return socket;
  };
  try {
    const senderId = firstUserId + 2 * place;
    const sender = await come({ userId: senderId, name: 'smoke-sender' });
    const receiver = await come({ userId: senderId + 1, name: 'smoke-receiver' });
    const text = `smoke ${randomUUID()}`;
    const received = new Promise<void>((resolve, reject) => {
      receiver.on('receive_message', (inRoom: unknown, _nick: unknown, _id: unknown, message: unknown) => {
        if (inRoom === room && message === text) resolve();
      });
      signal.addEventListener('abort', () => reject(signal.reason), { once: true });
    });
    const sentAt = performance.now();
    sender.emit('send_message', room, 'smoke-sender', senderId, text);
    await received;
    return performance.now() - sentAt;
  } finally {
    for (const socket of sockets) socket.disconnect();
  }
};

const look = async (config: Config, signal: AbortSignal) => {
  const door = await doorOf(config);
  const passed: string[] = [];
  for (const [place, room] of config.rooms.entries()) {
    const ms = await passOne(door, room, place, signal).catch((cause: unknown) => {
      throw new Error(`no message came through in room ${room}: ${cause instanceof Error ? cause.message : cause}`, {
        cause,
      });
    });
    passed.push(`${room} ${Math.ceil(ms)} ms`);
  }
  return { there: true, evidence: `received in ${passed.join(', ')}` };
};

/** In each room, what one person says over socket.io reaches another. */
export const messagesPass: Check = {
  name: 'messages pass in each room',
  needs: ['mariadb', 'app'],
  begin: (config) => (signal) => look(config, signal),
};
