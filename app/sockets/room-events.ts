import type { Presence } from '../presence/presence.ts';
import type { FindProfile } from '../storage/users.ts';
import type { ChatServer, ChatSocket, Seat } from './chat-socket.ts';
import { type EventHandler, onEvent, type Result } from './dispatch.ts';
import type { ClientEvent, clientEvents } from './protocol.ts';
import { tellPeople } from './room-lists.ts';

const done = { ok: true } as const;

const takeSeat = (socket: ChatSocket, seat: Seat): void => {
  socket.data.seats = [...socket.data.seats.filter(({ room }) => room !== seat.room), seat];
};

const leaveSeat = async (socket: ChatSocket, room: string, presence: Presence): Promise<void> => {
  const seat = socket.data.seats.find((one) => one.room === room);
  socket.data.seats = socket.data.seats.filter((one) => one !== seat);
  if (seat) await presence.leave(socket.id, room, seat.userId);
};

/**
 * Lets each socket's events be carried out one after the other: who joins and leaves at once must not be seated by the join that
 * still asks MySQL who they are.
 */
const createTurns = () => {
  const latest = new WeakMap<ChatSocket, Promise<unknown>>();
  return <A extends unknown[], T>(work: (socket: ChatSocket, ...args: A) => Promise<T>) =>
    (socket: ChatSocket, ...args: A): Promise<T> => {
      const turn = (latest.get(socket) ?? Promise.resolve()).then(() => work(socket, ...args));
      latest.set(
        socket,
        turn.catch(() => {}),
      );
      return turn;
    };
};

/** The events by which people come and go. */
export const createRoomEvents = (options: {
  readonly schemas: ReturnType<typeof clientEvents>;
  readonly io: ChatServer;
  readonly presence: Presence;
  readonly findProfile: FindProfile;
}): Readonly<Record<Exclude<ClientEvent, 'send_message'>, EventHandler>> => {
  const { schemas, io, presence, findProfile } = options;
  const inTurn = createTurns();
  /** An event that needs no more than the socket and the name of a room. */
  const place = (work: (socket: ChatSocket, room: string) => Promise<void>) =>
    inTurn(async (socket: ChatSocket, [room]: readonly [string, ...unknown[]]) => {
      await work(socket, room);
      return done;
    });
  const join = async (socket: ChatSocket, [room]: readonly [string, ...unknown[]]): Promise<Result> => {
    const { userId, name: nickName } = socket.data.person;
    const profile = (await findProfile(userId)) ?? { userImage: '', userMbti: '' };
    // Who is gone meanwhile must not sit down: nobody would see them leave.
    if (!socket.connected) return { ok: false, code: 'invalid', message: 'the connection is closed' };
    await socket.join(room);
    const seat = { room, nickName, userId, ...profile };
    takeSeat(socket, seat);
    tellPeople(io, socket.id, await presence.join({ ...seat, sid: socket.id }));
    return done;
  };
  return {
    join_room: onEvent(
      schemas.join_room,
      place(async (socket, room) => socket.join(room)),
    ),
    left_room: onEvent(
      schemas.left_room,
      place(async (socket, room) => {
        await socket.leave(room);
        await leaveSeat(socket, room, presence);
      }),
    ),
    join_chat: onEvent(schemas.join_chat, inTurn(join)),
    user_left: onEvent(
      schemas.user_left,
      place((socket, room) => leaveSeat(socket, room, presence)),
    ),
    current_usercount: onEvent(
      schemas.current_usercount,
      place(async (socket, room) => tellPeople(io, socket.id, await presence.reading(room))),
    ),
  };
};

/**
 * Seats a socket again that resumes its connection, perhaps on another worker, and tells it who is there now. Takes any socket
 * out of its rooms when it is gone.
 * @param serves whether the worker goes on: when it ends, it does not tell all rooms of all its people
 */
export const followSocket = (
  socket: ChatSocket,
  options: { readonly io: ChatServer; readonly presence: Presence; readonly serves: () => boolean },
): void => {
  const { io, presence, serves } = options;
  const resume = async (): Promise<void> => {
    await Promise.all(socket.data.seats.map((seat) => presence.join({ ...seat, sid: socket.id })));
    for (const room of socket.rooms) if (room !== socket.id) tellPeople(io, socket.id, await presence.reading(room));
  };
  if (socket.recovered) void resume();
  socket.on('disconnect', () => {
    if (serves()) for (const { room, userId } of socket.data.seats) void presence.leave(socket.id, room, userId);
  });
};
