import type { SqlValue } from '../storage/database.ts';
import type { Statements } from '../storage/locked-connection.ts';
import { type Limits, tables } from './limits.ts';

/** The limit that a message is beyond. */
export type Reason = 'cap' | 'room' | 'age';

/** Messages that have to go for one reason: those up to an id that was found at the start, so that the work is finite. */
export interface Overdue {
  readonly reason: Reason;
  /** Locks and names the first `atMost` of them with an id above `after`, ascending. What others hold is left out. */
  readonly take: (after: number, atMost: number) => Promise<number[]>;
}

/** One row or none, with an id or NULL. */
type Found = readonly { readonly id: number | null }[];

interface Condition {
  readonly index: string;
  readonly where: string;
  readonly values: readonly SqlValue[];
}

const everything: Condition = { index: 'PRIMARY', where: 'TRUE', values: [] };

const inRoom = (room: string): Condition => ({ index: 'room_name_chat_id', where: 'room_name = ?', values: [room] });

/** By the primary key: the index of times would have to be read to its end to find the first ids. */
const olderThan = (seconds: number): Condition => ({
  index: 'PRIMARY',
  where: 'createdAt < UTC_TIMESTAMP(3) - INTERVAL ? SECOND',
  values: [seconds],
});

const upTo = ({ rows }: Statements, reason: Reason, { index, where, values }: Condition, found: Found): Overdue[] => {
  const last = found[0]?.id;
  if (last === undefined || last === null) return [];
  const sql = `SELECT chat_id AS id FROM ${tables.live} FORCE INDEX (${index})
    WHERE ${where} AND chat_id > ? AND chat_id <= ? ORDER BY chat_id LIMIT ? FOR UPDATE SKIP LOCKED`;
  return [
    {
      reason,
      take: async (after, atMost) =>
        (await rows<{ id: number }>(sql, [...values, after, last, String(atMost)])).map(({ id }) => id),
    },
  ];
};

/** The newest message that is beyond a number of newer ones. MySQL reads as many rows as may stay, and one. */
const beyond = ({ rows }: Statements, keepRows: number, { index, where, values }: Condition): Promise<Found> =>
  rows(
    `SELECT chat_id AS id FROM ${tables.live} FORCE INDEX (${index}) WHERE ${where} ORDER BY chat_id DESC LIMIT 1 OFFSET ?`,
    [...values, String(keepRows)],
  );

/** What has to go now, in the order in which it goes: a room's limit and the age come when the whole table is small. */
export async function* findOverdue(statements: Statements, limits: Limits): AsyncGenerator<Overdue> {
  const { keepRows, roomRows, rooms, maxAgeSeconds } = limits;
  if (keepRows !== undefined) {
    yield* upTo(statements, 'cap', everything, await beyond(statements, keepRows, everything));
  }
  for (const room of roomRows === undefined ? [] : rooms) {
    yield* upTo(statements, 'room', inRoom(room), await beyond(statements, roomRows ?? 0, inRoom(room)));
  }
  const old = olderThan(maxAgeSeconds);
  const newestOld = `SELECT MAX(chat_id) AS id FROM ${tables.live} WHERE ${old.where}`;
  yield* upTo(statements, 'age', old, await statements.rows(newestOld, old.values));
}
