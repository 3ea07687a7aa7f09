import type { StoredMessage } from '../storage/chatlogs.ts';
import type { SqlValue } from '../storage/database.ts';

/** What is looked for. */
export interface Question {
  readonly keyword: string;
  /** In this room; in all of them where absent. */
  readonly room?: string;
  /** Among messages that precede the one of this id, as the next page of an answer. */
  readonly before?: number;
  readonly limit: number;
}

/** A message that was found, and where: stretches of its text in UTF-16 units, ascending, the end exclusive. */
export interface FoundMessage extends StoredMessage {
  readonly highlights: readonly (readonly [start: number, end: number])[];
}

/** Finds live messages, the newest first. */
export type Search = (question: Question) => Promise<FoundMessage[]>;

/** Room and page of a question, as what follows a WHERE of messages `c` and its values, with the order and the end. */
export const restOf = ({ room, before, limit }: Question): { readonly sql: string; readonly values: SqlValue[] } => ({
  sql: `${room === undefined ? '' : ' AND c.room_name = ?'}${before === undefined ? '' : ' AND c.chat_id < ?'}
    ORDER BY c.chat_id DESC LIMIT ?`,
  // MySQL 8 takes LIMIT's placeholder as text only when it is prepared.
  values: [...(room === undefined ? [] : [room]), ...(before === undefined ? [] : [before]), String(limit)],
});
