import { Client, errors, type estypes } from '@elastic/elasticsearch';
import type { Log } from '../logging/log.ts';
import { type StoredMessage, selectMessages } from '../storage/chatlogs.ts';
import type { Session } from '../storage/database.ts';
import { foldText } from './fold.ts';
import { findHighlights, marks, readMarks } from './highlights.ts';
import type { FoundMessage, Question } from './search-engine.ts';

/** The search index cannot be asked: Elasticsearch is away or left out, or there is no index yet. */
export class SearchUnavailable extends Error {
  override name = 'SearchUnavailable';
}

/** Finds messages by the search index, the newest first: live ones, and where `archived` those in the backup too. */
export type SearchIndex = (question: Question & { readonly archived: boolean }) => Promise<FoundMessage[]>;

/** Milliseconds that a search may take, there and as a whole, and after one that got no answer those in which others do not wait for the same. */
const patience = { answer: 1_500, search: '1s', afterFailure: 1_000 } as const;

/** Searches for one answer: each fills what the one before it found and MySQL no longer has. */
const mostRounds = 3;

type Query = NonNullable<estypes.QueryDslQueryContainer>;

/** Wherever LIKE finds it; or a word that means the same, where the index knows words. */
const contains = (keyword: string): Query => {
  const { letters } = foldText(keyword);
  const part: Query =
    [...letters].length === 1 ? { term: { 'text.characters': letters } } : { match_phrase: { text: letters } };
  return { bool: { should: [part, { match: { 'text.words': { query: letters, operator: 'and' } } }] } };
};

const queryOf = ({ keyword, room, before, archived }: Parameters<SearchIndex>[0]): Query => ({
  bool: {
    filter: [
      contains(keyword),
      ...(archived ? [] : [{ term: { archived: false } }]),
      ...(room === undefined ? [] : [{ term: { room_name: room } }]),
      ...(before === undefined ? [] : [{ range: { chat_id: { lt: before } } }]),
    ],
  },
});

/**
 * Messages of these ids as MySQL has them now, so that one that was just removed is not shown though the index does not know yet.
 * @param length of the list of placeholders, so that one prepared statement does
 */
const readMessages = (
  { rows }: Pick<Session, 'rows'>,
  ids: readonly number[],
  { archived, length }: { readonly archived: boolean; readonly length: number },
): Promise<StoredMessage[]> => {
  const list = Array.from({ length }, (_, i) => ids[i] ?? 0);
  const places = list.map(() => '?').join(', ');
  const live = `${selectMessages()} WHERE c.chat_id IN (${places})`;
  if (!archived) return rows(`${live} ORDER BY chat_id DESC`, list);
  const moved = `${selectMessages('chatlogBackups AS c')} WHERE c.chat_id IN (${places}) AND c.reason IS NULL AND c.rule IS NULL`;
  return rows(`${live} UNION ALL ${moved} ORDER BY chat_id DESC`, [...list, ...list]);
};

/**
 * Opens the search by the index behind an alias.
 * @returns a search that throws SearchUnavailable within two seconds where the index cannot be asked
 */
export const searchByElasticsearch = (
  { node, alias }: { readonly node: string; readonly alias: string },
  { database, log }: { readonly database: Pick<Session, 'rows'>; readonly log: Log },
): SearchIndex => {
  const client = new Client({ node, maxRetries: 0, requestTimeout: patience.answer });
  let awayUntil = Number.NEGATIVE_INFINITY;

  /** Ids, from the highest on, each with the text as Elasticsearch marked it where it knows words. */
  const findIds = async (question: Parameters<SearchIndex>[0]): Promise<Map<number, string | undefined>> => {
    if (performance.now() < awayUntil) throw new SearchUnavailable('Elasticsearch gave no answer a moment ago.');
    try {
      const { hits } = await client.search({
        index: alias,
        query: queryOf(question),
        sort: [{ chat_id: 'desc' }],
        size: question.limit,
        // Without the count a search ends as soon as it has enough; without part of the index it has no answer.
        track_total_hits: false,
        timeout: patience.search,
        allow_partial_search_results: false,
        _source: false,
        highlight: {
          pre_tags: [marks.before],
          post_tags: [marks.after],
          number_of_fragments: 0,
          fields: { 'text.words': {} },
        },
      });
      return new Map(hits.hits.map(({ sort, highlight }) => [Number(sort?.[0]), highlight?.['text.words']?.[0]]));
    } catch (cause) {
      // A question that it does not understand is a fault of ours, and others are answered.
      if (cause instanceof errors.ResponseError && cause.statusCode === 400) throw cause;
      // One that is too hard is no sign that others are.
      if (!(cause instanceof errors.ResponseError) || cause.statusCode === 503)
        awayUntil = performance.now() + patience.afterFailure;
      log.warn('The search index does not answer.', {}, cause);
      throw new SearchUnavailable('Elasticsearch gave no answer.', { cause });
    }
  };

  const highlight = (message: StoredMessage, keyword: string, marked: string | undefined): FoundMessage => {
    const exact = findHighlights(message.message, [keyword]);
    const highlights = exact.length > 0 || marked === undefined ? exact : readMarks(message.message, marked);
    return { ...message, highlights };
  };

  return async (question) => {
    const { keyword, archived, limit } = question;
    const found: FoundMessage[] = [];
    let { before } = question;
    for (let round = 0; round < mostRounds && found.length < limit; round++) {
      const ids = await findIds({ ...question, ...(before !== undefined && { before }) });
      if (ids.size === 0) break;
      const messages = await readMessages(database, [...ids.keys()], { archived, length: limit });
      found.push(...messages.map((message) => highlight(message, keyword, ids.get(message.chat_id))));
      if (ids.size < limit) break;
      before = Math.min(...ids.keys());
    }
    return found.slice(0, limit);
  };
};
