import type { Message } from '../model/message.ts';
import { createMessageId } from '../model/message-id.ts';
import { createUnsentQueue, type UnsentQueue } from '../model/unsent.ts';
import type { Connection, ConnectionState } from './connection.ts';
import { openRoomFeed, type RoomFeed } from './room-feed.ts';
import { type Service, ServiceError } from './service.ts';
import type { Session } from './session.ts';

/** Milliseconds until a room is entered again whose service did not say when. */
const usualPause = 2_000;

const wait = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

/** What a chat tells those who show it. */
export interface ChatListener {
  readonly onChange: () => void;
  /** Somebody else said something. */
  readonly onHeard: (message: Message) => void;
  /** The service takes no messages for so many milliseconds; 0 once it does again. */
  readonly onPause: (ms: number) => void;
  readonly onRemoved: (succeeded: boolean) => void;
  readonly onSessionOver: () => void;
  /** Whether old messages are being read, which should stay where they are. */
  readonly readingBack: () => boolean;
}

/** The talk in the room that is open. */
export interface Chat {
  readonly feed: () => RoomFeed | undefined;
  readonly queue: UnsentQueue;
  readonly open: (room: string) => void;
  readonly say: (text: string) => void;
  readonly remove: (chatId: number) => Promise<void>;
  /** Follows the connection: enters the room again, reads what was missed, sends what waits. */
  readonly follow: (state: ConnectionState) => void;
  /** Leaves the room. */
  readonly leave: () => void;
}

export const createChat = (options: {
  readonly connection: Connection;
  readonly service: Service;
  readonly session: () => Session | undefined;
  readonly listener: ChatListener;
}): Chat => {
  const { connection, service, session, listener } = options;
  let feed: RoomFeed | undefined;

  const hear = (message: Message): void => {
    feed?.say(message, listener.readingBack());
    listener.onChange();
  };
  const queue = createUnsentQueue({
    async send({ room, text, messageId }) {
      const { name, userId } = session() ?? { name: '', userId: 0 };
      return connection.ask('send_message', room, name, userId, text, null, null, messageId);
    },
    connected: connection.connected,
    createId: createMessageId,
    wait,
    onChange: listener.onChange,
    onStored({ room, text }, chatId) {
      const { name = '', userId = 0 } = session() ?? {};
      if (room === feed?.room) hear({ chatId, userId, name, mbti: '', text, at: new Date() });
    },
    onPause: listener.onPause,
  });

  /** Takes a seat in the room, for as long as it is the open one. */
  const join = async (room: RoomFeed): Promise<void> => {
    for (;;) {
      const person = session();
      if (person === undefined || feed !== room || !connection.connected()) return;
      const reply = await connection.ask('join_chat', room.room, person.name, person.userId).catch(() => undefined);
      if (reply?.ok) return;
      await wait(reply?.retryAfterMs ?? usualPause);
    }
  };
  const leave = (): void => {
    const person = session();
    if (feed && person) {
      connection.emit('user_left', feed.room, person.name, person.userId);
      connection.emit('left_room', feed.room);
    }
    feed?.end();
    feed = undefined;
  };

  connection.on('receive_message', (room, name, userId, text, _image, mbti, chatId) => {
    // What has no id is the notice of a blocked message, which the answer to that message tells too.
    if (room !== feed?.room || chatId === null) return;
    const message = { chatId, userId, name, mbti, text, at: new Date() };
    const own = userId === session()?.userId;
    // A worker that is not sure tells it again.
    const known = feed.messages().some((one) => one.chatId === chatId);
    if (own) queue.heard(room, text);
    hear(message);
    if (!own && !known) listener.onHeard(message);
  });
  connection.on('message_removed', (room, chatId) => {
    if (room === feed?.room && feed.remove(chatId)) listener.onChange();
  });

  return {
    feed: () => feed,
    queue,
    open(room) {
      leave();
      const opened = openRoomFeed(room, { service, onChange: listener.onChange });
      feed = opened;
      listener.onChange();
      // Whoever reads before being in the room misses what is said in between.
      void join(opened).then(opened.restart);
    },
    say(text) {
      if (feed) queue.add(feed.room, text);
    },
    async remove(chatId) {
      try {
        await service.remove(chatId);
        feed?.remove(chatId);
        listener.onRemoved(true);
      } catch (error) {
        if (!(error instanceof ServiceError)) throw error;
        if (error.status === 401) return listener.onSessionOver();
        // Gone already, from another window for instance.
        if (error.status === 404) feed?.remove(chatId);
        listener.onRemoved(error.status === 404);
      }
      listener.onChange();
    },
    follow(state) {
      listener.onChange();
      if (state !== 'connected') return;
      queue.resume();
      const current = feed;
      if (current) void join(current).then(current.catchUp);
    },
    leave,
  };
};
