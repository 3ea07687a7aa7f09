import { register } from '../../metrics/prom-client.ts';
import { chatMetrics } from '../metrics.ts';
import type { FindBadWord } from '../moderation/find-bad-word.ts';
import type { Chatlogs } from '../storage/chatlogs.ts';
import type { MessageWriter } from '../storage/message-writer.ts';
import type { FindProfile, Guests } from '../storage/users.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { ChatServer, ChatSocket } from './chat-socket.ts';
import { type EventHandler, onEvent } from './dispatch.ts';
import { badWordNotice, type clientEvents } from './protocol.ts';
import { rememberIds } from './recent-ids.ts';

/** Ids of messages that this worker remembers to have told: at fifty a second, those of three minutes. */
const remembered = 10_000;

const outcomes = chatMetrics.messages.labels.outcome.values;

/** Asks once for a socket, as a token names one person; anew if it failed. */
const oncePerSocket = <T>(ask: (socket: ChatSocket) => Promise<T>): ((socket: ChatSocket) => Promise<T>) => {
  const asked = new WeakMap<ChatSocket, Promise<T>>();
  return (socket) => {
    const known = asked.get(socket);
    if (known) return known;
    const asking = ask(socket);
    asked.set(socket, asking);
    asking.catch(() => asked.delete(socket));
    return asking;
  };
};

/**
 * `send_message`: stores a message and then broadcasts it to its room, the sender included. One with a bad word is kept
 * back: only its sender hears of it. One that its client sends again is told as the first was; others hear of it only if this
 * worker has not told it, as the one that stored it may have died before it did. Clients tell messages apart by their ids.
 */
export const createMessageEvent = (options: {
  readonly schema: ReturnType<typeof clientEvents>['send_message'];
  readonly rooms: readonly string[];
  readonly io: ChatServer;
  readonly writer: MessageWriter;
  readonly findMessage: Chatlogs['find'];
  readonly findProfile: FindProfile;
  readonly keepGuest: Guests['keep'];
  readonly findBadWord: FindBadWord;
  readonly telemetry: Telemetry;
}): EventHandler => {
  const { schema, rooms, io, writer, findMessage, findProfile, keepGuest, findBadWord, telemetry } = options;
  const messages = register(telemetry.registry, chatMetrics.messages);
  const duration = register(telemetry.registry, chatMetrics.messageDuration);
  for (const room of rooms) for (const outcome of outcomes) messages.add({ room, outcome }, 0);

  const told = rememberIds(remembered);

  /** What MySQL knows of the person. */
  const askProfile = oncePerSocket((socket) => findProfile(socket.data.person.userId));

  /** Before the first message of a guest is stored, so that the history always has its name. */
  const keep = oncePerSocket((socket) => keepGuest(socket.data.person.userId));

  /** As the socket joined the chat, else as MySQL knows the user, else as the client says. */
  const profileOf = async (socket: ChatSocket, room: string, image = '', mbti = '') =>
    socket.data.seats.find((seat) => seat.room === room) ??
    (await askProfile(socket)) ?? { userImage: image, userMbti: mbti };

  return onEvent(
    schema,
    async (socket, [room, , , text, image, mbti, clientId], arrivedAt) => {
      const { userId, name: nick, guest } = socket.data.person;
      const message = { room, userId, text, ...(clientId && { clientId }) };
      const { userImage, userMbti } = await profileOf(socket, room, image, mbti);
      if (guest) await keep(socket);
      const hit = findBadWord(text);
      const { chatId, blocked, duplicate } = hit
        ? await writer.keepBack(message, { reason: 'badword', rule: hit.rule })
        : await writer.add(message);
      if (blocked) {
        socket.emit('receive_message', room, nick, userId, badWordNotice, userImage, userMbti, null);
        messages.add({ room, outcome: duplicate ? 'duplicate' : 'blocked' });
        return { ok: false, code: 'blocked', message: badWordNotice };
      }
      if (duplicate) {
        messages.add({ room, outcome: 'duplicate' });
        // As it was stored then, whatever is sent now; nothing if it was removed meanwhile.
        const first = told.has(chatId) ? undefined : await findMessage(chatId);
        told.add(chatId);
        if (first) {
          const { room_name, message: words } = first;
          io.to(room_name).emit('receive_message', room_name, nick, userId, words, userImage, userMbti, chatId);
        }
        return { ok: true, chatId, duplicate };
      }
      told.add(chatId);
      io.to(room).emit('receive_message', room, nick, userId, text, userImage, userMbti, chatId);
      duration.observe({}, (performance.now() - arrivedAt) / 1e3);
      messages.add({ room, outcome: 'stored' });
      return { ok: true, chatId };
    },
    ([room], outcome) => messages.add({ room: rooms.find((name) => name === room) ?? 'other', outcome }),
  );
};
