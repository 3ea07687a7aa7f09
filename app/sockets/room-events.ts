import type { Log } from '../logging/log.ts';
import type { FindProfile } from '../storage/users.ts';
import type { ChatServer, ChatSocket } from './chat-socket.ts';
import { type EventHandler, onEvent } from './dispatch.ts';
import type { ClientEvent, clientEvents } from './protocol.ts';
import type { Roster } from './roster.ts';

const done = { ok: true } as const;

const takeSeat = (socket: ChatSocket, seat: ChatSocket['data']['seats'][number]): void => {
  socket.data.seats = [...socket.data.seats.filter(({ room }) => room !== seat.room), seat];
};

/** @returns whether there was a seat to leave */
const leaveSeat = (socket: ChatSocket, room: string): boolean => {
  const before = socket.data.seats.length;
  socket.data.seats = socket.data.seats.filter((seat) => seat.room !== room);
  return socket.data.seats.length < before;
};

/** The events by which people come and go. */
export const createRoomEvents = (options: {
  readonly schemas: ReturnType<typeof clientEvents>;
  readonly io: ChatServer;
  readonly announce: (room: string) => Promise<Roster>;
  readonly findProfile: FindProfile;
}): Readonly<Record<Exclude<ClientEvent, 'send_message'>, EventHandler>> => {
  const { schemas, io, announce, findProfile } = options;
  return {
    join_room: onEvent(schemas.join_room, async (socket, [room]) => {
      await socket.join(room);
      return done;
    }),
    left_room: onEvent(schemas.left_room, async (socket, [room]) => {
      await socket.leave(room);
      if (leaveSeat(socket, room)) await announce(room);
      return done;
    }),
    join_chat: onEvent(schemas.join_chat, async (socket, [room]) => {
      const { userId, name: nickName } = socket.data.person;
      const profile = (await findProfile(userId)) ?? { userImage: '', userMbti: '' };
      await socket.join(room);
      takeSeat(socket, { room, nickName, userId, ...profile });
      const { users, count } = await announce(room);
      io.to(room).emit('notice_user_join', nickName, users, count);
      return done;
    }),
    user_left: onEvent(schemas.user_left, async (socket, [room]) => {
      const { userId, name } = socket.data.person;
      leaveSeat(socket, room);
      await announce(room);
      io.to(room).emit('notice_user_left', room, name, userId);
      return done;
    }),
    current_usercount: onEvent(schemas.current_usercount, async (_socket, [room]) => {
      await announce(room);
      return done;
    }),
  };
};

/** Tells the rooms of a socket that is gone, so that no ghosts stay in the lists. */
export const announceGone = async (
  socket: ChatSocket,
  announce: (room: string) => Promise<Roster>,
  log: Log,
): Promise<void> => {
  await Promise.all(
    socket.data.seats.map(({ room }) =>
      announce(room).catch((error: unknown) => {
        log.warn('A room was not told who left.', { 'labels.room': room }, error);
      }),
    ),
  );
};
