import { z } from 'zod';
import { nickname, userId } from '../identity/person.ts';
import { plainText } from '../plain-text.ts';

/** What the sender of a bad word reads instead of its message. */
export const badWordNotice = '비속어가 감지되었습니다';

/** Name and size of `chatlogs.message`. */
const longestMessage = 255;

/** Optional parts of the six-argument form; FunGap's client sends null for what it does not know. */
const detail = (name: string, longest: number) =>
  z
    .string(`${name} must be a text`)
    .refine(
      (value) => value.isWellFormed() && [...value].length <= longest,
      `${name} has more than ${longest} characters`,
    )
    .nullish()
    .transform((value) => value ?? '');

/** An id that the client gives its message, so that it can send it again without it being stored twice. */
const messageId = z.uuid('message id must be a UUID').nullish();

/**
 * The arguments of each event that a client may send, by its name; those behind the last are ignored.
 * @param rooms names of the rooms that there are
 */
export const clientEvents = (rooms: readonly string[]) => {
  const room = z.string('room must be a text').refine((name) => rooms.includes(name), 'there is no such room');
  const person = z.tuple([room, nickname, userId]).rest(z.unknown());
  const place = z.tuple([room]).rest(z.unknown());
  return {
    join_room: place,
    left_room: place,
    join_chat: person,
    user_left: person,
    current_usercount: place,
    send_message: z
      .tuple([
        room,
        nickname,
        userId,
        plainText('message', longestMessage),
        detail('image', 255).optional(),
        detail('MBTI', 8).optional(),
        messageId,
      ])
      .rest(z.unknown()),
  } as const;
};

/** Name of an event that a client may send. */
export type ClientEvent = keyof ReturnType<typeof clientEvents>;

/** A person in the list of a room, as FunGap's client reads it. */
export interface UserInfo {
  readonly nickname: string;
  readonly user_image: string;
  readonly user_mbti: string;
}

/** What the service sends. */
export interface ServerEvents {
  current_usercount: (users: readonly (readonly [UserInfo])[], count: number) => void;
  notice_user_join: (
    nick: string,
    users: readonly { nickName: string; userId: number; sid: string }[],
    count: number,
  ) => void;
  notice_user_left: (room: string, nick: string, userId: number) => void;
  /** FunGap's six arguments, then the message's id, by which a client asks for what it missed; null on a notice. */
  receive_message: (
    room: string,
    nick: string,
    userId: number,
    message: string,
    userImage: string,
    userMbti: string,
    chatId: number | null,
  ) => void;
  /** A message is not there any more, by the will of its author. */
  message_removed: (room: string, chatId: number) => void;
}
