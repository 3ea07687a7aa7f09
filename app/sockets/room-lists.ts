import type { Change, Occupant, Reading } from '../presence/presence-store.ts';
import type { ChatServer } from './chat-socket.ts';
import type { UserInfo } from './protocol.ts';

const infoOf = ({ nickName, userImage, userMbti }: Occupant): readonly [UserInfo] => [
  { nickname: nickName, user_image: userImage, user_mbti: userMbti },
];

/**
 * Tells sockets of this worker who is in a room, and then who came and left. Each worker tells its own, as each knows it from
 * the store: so lists do not fill the stream of broadcasts, from which clients resume.
 * @param to name of the room, or the id of a socket
 */
export const tellPeople = (
  io: ChatServer,
  to: string,
  { people, count }: Pick<Reading, 'people' | 'count'>,
  news: readonly Change[] = [],
): void => {
  io.local.to(to).emit('current_usercount', people.map(infoOf), count);
  const users = people.map(({ nickName, userId, sid }) => ({ nickName, userId, sid }));
  for (const { kind, who } of news) {
    if (kind === 'joined') io.local.to(to).emit('notice_user_join', who.nickName, users, count);
    else io.local.to(to).emit('notice_user_left', who.room, who.nickName, who.userId);
  }
};
