import { type StoredMessage, selectMessages } from '../storage/chatlogs.ts';
import type { Session } from '../storage/database.ts';
import { findHighlights } from './highlights.ts';
import { restOf, type Search } from './search-engine.ts';

/** Words that are looked for: each is a search of its own for MySQL, and people ask for two or three. */
const most = 10;

/** What MySQL takes for words. Everything else means something in a boolean search, and would be refused at some places. */
const wordsOf = (keyword: string): string[] => [...new Set(keyword.match(/[\p{L}\p{N}_]+/gu) ?? [])].slice(0, most);

/**
 * Finds messages that have, for each word of the keyword, a word that begins with it; none where the keyword has no word. Only the
 * first ten words count. Words
 * shorter than the server indexes are not found: see `innodb_ft_min_token_size`, 3 by default, which hides most Korean ones.
 * @see https://dev.mysql.com/doc/refman/8.4/en/fulltext-boolean.html
 */
export const searchByFulltext =
  ({ rows }: Pick<Session, 'rows'>): Search =>
  async (question) => {
    const words = wordsOf(question.keyword);
    if (words.length === 0) return [];
    const { sql, values } = restOf(question);
    const from = 'search_fulltext AS w JOIN chatlogs AS c ON c.chat_id = w.chat_id';
    const found = await rows<StoredMessage>(
      `${selectMessages(from)} WHERE MATCH (w.message) AGAINST (? IN BOOLEAN MODE)${sql}`,
      [words.map((word) => `+${word}*`).join(' '), ...values],
    );
    return found.map((message) => ({ ...message, highlights: findHighlights(message.message, words) }));
  };
