import { type StoredMessage, selectMessages } from '../storage/chatlogs.ts';
import type { Session } from '../storage/database.ts';
import { findHighlights } from './highlights.ts';
import { restOf, type Search } from './search-engine.ts';

/** Makes `%` and `_` mean themselves in a LIKE that escapes by `!`, as backslashes depend on the server's SQL mode. */
const escapeLike = (text: string): string => text.replace(/[!%_]/g, '!$&');

/** Finds messages that contain the keyword: MySQL reads from the newest on until it has enough, or all. */
export const searchByLike =
  ({ rows }: Pick<Session, 'rows'>): Search =>
  async (question) => {
    const { sql, values } = restOf(question);
    const found = await rows<StoredMessage>(`${selectMessages()} WHERE c.message LIKE ? ESCAPE '!'${sql}`, [
      `%${escapeLike(question.keyword)}%`,
      ...values,
    ]);
    return found.map((message) => ({ ...message, highlights: findHighlights(message.message, [question.keyword]) }));
  };
