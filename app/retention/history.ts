import type { StoredMessage } from '../storage/chatlogs.ts';
import type { Session, SqlValue } from '../storage/database.ts';
import { tables } from './limits.ts';

/** A stretch of a room's messages, live and moved ones. */
export interface Stretch {
  /** Messages that follow the one of this id. */
  readonly after?: number;
  /** Messages that precede the one of this id. */
  readonly before?: number;
  /** Messages written at this time or later. */
  readonly from?: Date;
  /** Messages written before this time. */
  readonly to?: Date;
  readonly limit: number;
}

/**
 * Reads at most `limit` messages of a stretch, the oldest first: its first ones where it says `after` or `from`, its last ones
 * where it says `before`, or `to` alone. Within times they are in the order of these, else in that of ids.
 * Messages that were kept back are never among them.
 */
export type ReadHistory = (room: string, stretch: Stretch) => Promise<StoredMessage[]>;

/** A place among messages. */
interface Place {
  readonly id: number;
  readonly createdAt: Date;
}

interface Condition {
  readonly sql: string;
  readonly values: readonly SqlValue[];
}

/** In the order of time or of ids; how a table is read in it. */
interface Part {
  readonly table: string;
  /** Says that a message was not kept back, where such are. */
  readonly visible: string;
  readonly index: { readonly id: string; readonly time: string };
}

const parts: readonly Part[] = [
  { table: tables.live, visible: 'TRUE', index: { id: 'room_name_chat_id', time: 'room_name_createdAt' } },
  {
    table: tables.backup,
    visible: 'reason IS NULL AND rule IS NULL',
    index: { id: 'room_name_reason_chat_id', time: 'room_name_reason_createdAt' },
  },
];

/** A time as MySQL compares it. */
const timeOf = (date: Date): string => date.toISOString().slice(0, 23).replace('T', ' ');

const byId = ({ after, before }: Stretch): Condition[] => [
  ...(after === undefined ? [] : [{ sql: 'chat_id > ?', values: [after] }]),
  ...(before === undefined ? [] : [{ sql: 'chat_id < ?', values: [before] }]),
];

/** Beyond a place in the order of times: the first half is for the index, which knows no `or`. */
const beyond = (sign: '>' | '<', { id, createdAt }: Place): Condition => ({
  sql: `createdAt ${sign}= ? AND (createdAt ${sign} ? OR chat_id ${sign} ?)`,
  values: [timeOf(createdAt), timeOf(createdAt), id],
});

/** Opens the history of both tables. MySQL reads about `limit` rows of each, however many there are. */
export const openHistory = ({ rows }: Pick<Session, 'rows'>): ReadHistory => {
  /** The message of an id; the next one towards `sign` where there is none of that id, or it was kept back. */
  const placeOf = async (room: string, sign: '>' | '<', id: number): Promise<Place | undefined> => {
    const direction = sign === '>' ? '' : ' DESC';
    const nearest = parts.map(
      ({ table, visible, index }) => `(SELECT chat_id AS id, createdAt FROM ${table} FORCE INDEX (${index.id})
        WHERE room_name = ? AND ${visible} AND chat_id ${sign}= ? ORDER BY chat_id${direction} LIMIT 1)`,
    );
    const [place] = await rows<Place>(
      `${nearest.join(' UNION ALL ')} ORDER BY id${direction} LIMIT 1`,
      parts.flatMap(() => [room, id]),
    );
    return place;
  };

  const byTime = async (room: string, { after, before, from, to }: Stretch): Promise<Condition[]> => {
    const lower = after === undefined ? undefined : await placeOf(room, '<', after);
    const upper = before === undefined ? undefined : await placeOf(room, '>', before);
    return [
      ...(from ? [{ sql: 'createdAt >= ?', values: [timeOf(from)] }] : []),
      ...(to ? [{ sql: 'createdAt < ?', values: [timeOf(to)] }] : []),
      ...(lower ? [beyond('>', lower)] : []),
      ...(upper ? [beyond('<', upper)] : []),
    ];
  };

  return async (room, stretch) => {
    const { after, before, from, to, limit } = stretch;
    const timed = from !== undefined || to !== undefined;
    const forwards = after !== undefined || (from !== undefined && before === undefined);
    const conditions = timed ? await byTime(room, stretch) : byId(stretch);
    const direction = forwards ? '' : ' DESC';
    const order = timed ? `createdAt${direction}, chat_id${direction}` : `chat_id${direction}`;
    const selects = parts.map(({ table, visible, index }) => {
      const where = ['room_name = ?', visible, ...conditions.map(({ sql }) => sql)].join(' AND ');
      return `(SELECT chat_id, room_name, user_id, message, createdAt FROM ${table}
        FORCE INDEX (${timed ? index.time : index.id}) WHERE ${where} ORDER BY ${order} LIMIT ?)`;
    });
    const values = [room, ...conditions.flatMap((condition) => condition.values), String(limit)];
    // One statement sees one moment: a message that is just being moved is in exactly one of the tables.
    const found = await rows<StoredMessage>(
      `SELECT c.chat_id, c.room_name, c.user_id, u.nickname AS name, u.user_image AS userImage,
         u.user_mbti AS userMbti, c.message, c.createdAt
       FROM (${selects.join(' UNION ALL ')} ORDER BY ${order} LIMIT ?) AS c
       LEFT JOIN users AS u ON u.user_id = c.user_id
       ORDER BY ${order
         .split(', ')
         .map((column) => `c.${column}`)
         .join(', ')}`,
      [...parts.flatMap(() => values), String(limit)],
    );
    return forwards ? found : found.reverse();
  };
};
