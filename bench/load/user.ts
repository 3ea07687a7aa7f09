import { type Ack, type ChatClient, connectChatClient } from './chat-client.ts';
import { markOf } from './marks.ts';
import type { Measures } from './measures.ts';

/** Who joins what. */
export interface UserOptions {
  readonly url: string;
  readonly room: string;
  readonly userId: number;
  readonly token: string | undefined;
}

/** Somebody in a room. */
export interface User {
  /** Sends a message. @param dueAt when it should have been sent, by `performance.now()` */
  readonly send: (dueAt: number) => Promise<void>;
  readonly leave: () => Promise<void>;
}

/** Milliseconds that Node's timers may be late without anything being wrong. */
const timerGrain = 2;

/** What people say, beside the mark: some forty signs, as in the corpus of the search. */
const words = '오늘 저녁에 뭐 먹을까? something warm, I think';

/** An address of this machine for each user, so that the service's limits for an address stay as configured. */
const addressOf = (userId: number): string =>
  `127.${1 + ((userId >> 16) % 250)}.${(userId >> 8) & 255}.${userId & 255}`;

const well = (ack: Ack, what: string): void => {
  if (!ack.ok) throw new Error(`${what} was refused: ${ack.code}`);
};

/**
 * Connects a user and joins the chat of a room.
 * @throws Error if the service does not let him in
 */
export const join = async ({ url, room, userId, token }: UserOptions, measures: Measures): Promise<User> => {
  const beganAt = performance.now();
  const listener = measures.tally.listen(room, (message) => measures.received(message, userId));
  const client: ChatClient = await connectChatClient({
    url: url.replace(/^http/, 'ws'),
    localAddress: addressOf(userId),
    token,
    onMessage: listener.receive,
    onLost: measures.dropped,
  });
  measures.connected(performance.now() - beganAt);
  try {
    well(await client.emit('join_room', room), 'join_room');
    well(await client.emit('join_chat', room, `load ${userId}`, userId), 'join_chat');
  } catch (error) {
    await client.close();
    throw error;
  }
  listener.join();
  return {
    async send(dueAt) {
      const now = performance.now();
      // What the generator itself sends late counts from when it was due: else it would leave out the worst.
      const sentAt = now - dueAt > timerGrain ? dueAt : now;
      const message = measures.sending(room, userId, sentAt);
      const text = `${markOf(message)} ${words}`;
      const ack = await client.emit('send_message', room, `load ${userId}`, userId, text, null, null);
      measures.acknowledged(message, ack, performance.now() - sentAt);
    },
    leave: client.close,
  };
};
