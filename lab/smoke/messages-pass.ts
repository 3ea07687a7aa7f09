import { randomUUID } from 'node:crypto';
import { io, type Socket } from 'socket.io-client';
import type { Config } from '../../config/load-config.ts';
import type { Check } from './check.ts';

/** People who are in no table of users: the app takes them as guests. */
const firstUserId = 900_001;

const connect = async (url: string, signal: AbortSignal): Promise<Socket> => {
  const socket = io(url, { transports: ['websocket'], forceNew: true, reconnection: false });
  signal.addEventListener('abort', () => socket.disconnect(), { once: true });
  await new Promise<void>((resolve, reject) => {
    socket.once('connect', resolve);
    socket.once('connect_error', reject);
    signal.addEventListener('abort', () => reject(signal.reason), { once: true });
  });
  return socket;
};

/** Milliseconds from sending until the other one has it. */
const passOne = async (url: string, room: string, place: number, signal: AbortSignal): Promise<number> => {
  const sockets: Socket[] = [];
  try {
    const sender = await connect(url, signal);
    sockets.push(sender);
    const receiver = await connect(url, signal);
    sockets.push(receiver);
    const [senderId, receiverId] = [firstUserId + 2 * place, firstUserId + 2 * place + 1];
    await sender.timeout(10_000).emitWithAck('join_chat', room, 'smoke-sender', senderId);
    await receiver.timeout(10_000).emitWithAck('join_chat', room, 'smoke-receiver', receiverId);
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
  const url = `http://${config.app.host}:${config.app.port}`;
  const passed: string[] = [];
  for (const [place, room] of config.rooms.entries()) {
    const ms = await passOne(url, room, place, signal).catch((cause: unknown) => {
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
