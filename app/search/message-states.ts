import { tables } from '../retention/limits.ts';
import type { Session } from '../storage/database.ts';

/** What the search should know of a message: its text while people may read it, live or in the backup; or that it is gone. */
export type MessageState =
  | { readonly kind: 'live' | 'archived'; readonly chatId: number; readonly room: string; readonly text: string }
  | { readonly kind: 'gone'; readonly chatId: number };

interface Row {
  readonly chatId: number;
  readonly room: string;
  readonly text: string;
  readonly archived: number;
}

const columns = 'chat_id AS chatId, room_name AS room, message AS text';

/** Those that were kept back or removed are for nobody. */
const visible = 'reason IS NULL AND rule IS NULL';

const stateOf = ({ chatId, room, text, archived }: Row): MessageState => ({
  kind: archived ? 'archived' : 'live',
  chatId,
  room,
  text,
});

/** By id, of rows in which live ones come first: they count where both tables have an id, ids having begun anew. */
const firstStates = (rows: readonly Row[]): ReadonlyMap<number, MessageState> => {
  const states = new Map<number, MessageState>();
  for (const row of rows) if (!states.has(row.chatId)) states.set(row.chatId, stateOf(row));
  return states;
};

/** Prepared statements of few lengths instead of one for each: the last id again and again changes nothing. */
const padded = (ids: readonly number[]): number[] => {
  const length = 2 ** Math.ceil(Math.log2(Math.max(1, ids.length)));
  return Array.from({ length }, (_, i) => ids[i] ?? ids.at(-1) ?? 0);
};

/** Reads in which state these messages are now; one statement sees one moment, in which each is in one table only. */
export const readStates = async ({ rows }: Pick<Session, 'rows'>, ids: readonly number[]): Promise<MessageState[]> => {
  const list = padded(ids);
  const places = list.map(() => '?').join(', ');
  const found = await rows<Row>(
    `SELECT ${columns}, 0 AS archived FROM ${tables.live} WHERE chat_id IN (${places})
     UNION ALL SELECT ${columns}, 1 FROM ${tables.backup} WHERE chat_id IN (${places}) AND ${visible}
     ORDER BY archived`,
    [...list, ...list],
  );
  const states = firstStates(found);
  return ids.map((chatId) => states.get(chatId) ?? { kind: 'gone', chatId });
};

/** Reads the next `limit` messages that people may read with ids above `after`, ascending, of both tables. */
export const scanStates = async (
  { rows }: Pick<Session, 'rows'>,
  after: number,
  limit: number,
): Promise<MessageState[]> => {
  const part = (table: string, archived: 0 | 1, where: string) =>
    `(SELECT ${columns}, ${archived} AS archived FROM ${table} FORCE INDEX (PRIMARY)
      WHERE chat_id > ? AND ${where} ORDER BY chat_id LIMIT ?)`;
  const found = await rows<Row>(
    `${part(tables.live, 0, 'TRUE')} UNION ALL ${part(tables.backup, 1, visible)} ORDER BY chatId, archived LIMIT ?`,
    [after, String(limit), after, String(limit), String(limit)],
  );
  return [...firstStates(found).values()];
};
