import type { Log } from '../logging/log.ts';
import type { ChatServer, ChatSocket, Seat } from './chat-socket.ts';
import { coalesce } from './coalesce.ts';
import type { UserInfo } from './protocol.ts';

/** Who is in a room, on all workers. */
export interface Roster {
  readonly users: readonly { readonly nickName: string; readonly userId: number; readonly sid: string }[];
  /** Sockets in the room, also those that listen without having joined the chat. */
  readonly count: number;
}

type Occupant = Seat & { readonly sid: string };

const infoOf = ({ nickName, userImage, userMbti }: Seat): readonly [UserInfo] => [
  { nickname: nickName, user_image: userImage, user_mbti: userMbti },
];

/** All sockets of a room; those of this worker alone while the others cannot be asked. */
const socketsOf = async (
  io: ChatServer,
  room: string,
  log: Log,
): Promise<readonly Pick<ChatSocket, 'id' | 'data'>[]> => {
  try {
    return await io.in(room).fetchSockets();
  } catch (error) {
    log.warn('The other workers did not tell who is in the room.', { 'labels.room': room }, error);
    return [...io.of('/').sockets.values()].filter(({ rooms }) => rooms.has(room));
  }
};

/**
 * Tells a room who is in it, and gives the same to the caller. Many changes at once are told together: the list goes to
 * everybody in the room, so telling each would grow with the square of the room.
 */
export const createRosters = (io: ChatServer, log: Log): ((room: string) => Promise<Roster>) =>
  coalesce(async (room) => {
    const sockets = await socketsOf(io, room, log);
    // One line for a person with two windows.
    const occupants = new Map<number, Occupant>();
    for (const { id, data } of sockets) {
      const seat = data.seats.find((one) => one.room === room);
      if (seat && !occupants.has(seat.userId)) occupants.set(seat.userId, { ...seat, sid: id });
    }
    const people = [...occupants.values()];
    io.to(room).emit('current_usercount', people.map(infoOf), sockets.length);
    return { users: people.map(({ nickName, userId, sid }) => ({ nickName, userId, sid })), count: sockets.length };
  });
