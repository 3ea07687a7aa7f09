import { register } from '../../metrics/prom-client.ts';
import { chatMetrics } from '../metrics.ts';
import type { FindBadWord } from '../moderation/find-bad-word.ts';
import type { Chatlogs } from '../storage/chatlogs.ts';
import type { FindProfile } from '../storage/users.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { ChatServer, ChatSocket } from './chat-socket.ts';
import { type EventHandler, onEvent } from './dispatch.ts';
import { badWordNotice, type clientEvents } from './protocol.ts';

const outcomes = ['stored', 'blocked', 'invalid', 'failed'] as const;

/**
 * `send_message`: stores a message and then broadcasts it to its room, the sender included. One with a bad word is kept
 * back: only its sender hears of it.
 */
export const createMessageEvent = (options: {
  readonly schema: ReturnType<typeof clientEvents>['send_message'];
  readonly rooms: readonly string[];
  readonly io: ChatServer;
  readonly chatlogs: Pick<Chatlogs, 'add' | 'keepBack'>;
  readonly findProfile: FindProfile;
  readonly findBadWord: FindBadWord;
  readonly telemetry: Telemetry;
}): EventHandler => {
  const { schema, rooms, io, chatlogs, findProfile, findBadWord, telemetry } = options;
  const messages = register(telemetry.registry, chatMetrics.messages);
  const duration = register(telemetry.registry, chatMetrics.messageDuration);
  for (const room of rooms) for (const outcome of outcomes) messages.add({ room, outcome }, 0);

  /** As the socket joined the chat, else as MySQL knows the user, else as the client says. */
  const profileOf = async (socket: ChatSocket, room: string, userId: number, image = '', mbti = '') =>
    socket.data.seats.find((seat) => seat.room === room && seat.userId === userId) ??
    (await findProfile(userId)) ?? { userImage: image, userMbti: mbti };

  return onEvent(
    schema,
    async (socket, [room, , , text, image, mbti], arrivedAt) => {
      const { userId, name: nick } = socket.data.person;
      const message = { room, userId, text };
      const { userImage, userMbti } = await profileOf(socket, room, userId, image, mbti);
      const hit = findBadWord(text);
      if (hit) {
        await chatlogs.keepBack(message, { reason: 'badword', rule: hit.rule });
        socket.emit('receive_message', room, nick, userId, badWordNotice, userImage, userMbti, null);
        messages.add({ room, outcome: 'blocked' });
        return { ok: false, code: 'blocked', message: badWordNotice };
      }
      const chatId = await chatlogs.add(message);
      io.to(room).emit('receive_message', room, nick, userId, text, userImage, userMbti, chatId);
      duration.observe({}, (performance.now() - arrivedAt) / 1e3);
      messages.add({ room, outcome: 'stored' });
      return { ok: true, chatId };
    },
    ([room], outcome) => messages.add({ room: rooms.find((name) => name === room) ?? 'other', outcome }),
  );
};
