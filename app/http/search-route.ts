import type { RequestHandler, Response } from 'express';
import { z } from 'zod';
import { register } from '../../metrics/prom-client.ts';
import { chatMetrics } from '../metrics.ts';
import { plainText } from '../plain-text.ts';
import { SearchUnavailable } from '../search/by-elasticsearch.ts';
import type { Searches } from '../search/searches.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { RequestError } from './failures.ts';

/** Messages of one answer. */
const limit = 50;

/** Longer than any message, nothing can be found. */
const longestKeyword = 255;

const bodyOf = (rooms: readonly string[]) =>
  z
    .object(
      {
        keyword: plainText('keyword', longestKeyword),
        roomname: z
          .string('roomname must be a text')
          .refine((name) => rooms.includes(name), `roomname must be one of ${rooms.join(', ')}`)
          .optional(),
        before: z
          .int('before must be the chat_id of a message')
          .min(1, 'before must be the chat_id of a message')
          .optional(),
        archived: z.boolean('archived must be true or false').default(false),
        fallback: z.literal('mysql', 'fallback must be "mysql"').optional(),
      },
      'the body must be a JSON object with a keyword',
    )
    .transform(({ keyword, roomname, before, archived, fallback }) => ({
      question: {
        keyword,
        limit,
        ...(roomname !== undefined && { room: roomname }),
        ...(before !== undefined && { before }),
      },
      archived,
      fallback: fallback !== undefined,
    }));

type Engine = (typeof chatMetrics.searches.labels.engine.values)[number];

/**
 * POST /board/search, /board/likesearch and /board/fulltextsearch {keyword, roomname?, before?}: the newest live messages in which
 * the keyword is found, the newest first, with the places where. The first asks Elasticsearch, and also takes `archived` for
 * messages that the backup holds; where that is away it answers 503, or with `fallback` what LIKE finds among the live ones.
 */
export const createSearchRoutes = (
  searches: Searches,
  { rooms, telemetry }: { readonly rooms: readonly string[]; readonly telemetry: Telemetry },
): Readonly<Record<Engine, RequestHandler>> => {
  const counts = register(telemetry.registry, chatMetrics.searches);
  const duration = register(telemetry.registry, chatMetrics.searchDuration);
  const body = bodyOf(rooms);

  const measured = async <T>(engine: Engine, search: () => Promise<readonly T[]>): Promise<readonly T[]> => {
    const start = performance.now();
    try {
      const found = await search();
      duration.observe({ engine }, (performance.now() - start) / 1e3);
      counts.add({ engine, outcome: found.length > 0 ? 'found' : 'empty' });
      return found;
    } catch (error) {
      counts.add({ engine, outcome: error instanceof SearchUnavailable ? 'degraded' : 'failed' });
      throw error;
    }
  };

  const route =
    (engine: Engine, answer: (asked: z.output<typeof body>, response: Response) => Promise<void>): RequestHandler =>
    async (request, response) => {
      const parsed = body.safeParse(request.body);
      if (!parsed.success) {
        counts.add({ engine, outcome: 'invalid' });
        throw new RequestError(`${parsed.error.issues[0]?.message}.`);
      }
      await answer(parsed.data, response);
    };

  const byMysql = (engine: 'like' | 'fulltext') =>
    route(engine, async ({ question }, response) => {
      const chatlogs = await measured(engine, () => searches[engine](question));
      response.json({ result: 'success', engine, chatlogs });
    });

  const byElasticsearch = route('elasticsearch', async ({ question, archived, fallback }, response) => {
    const engine = 'elasticsearch';
    const search =
      searches[engine] ?? (() => Promise.reject(new SearchUnavailable('The service runs without Elasticsearch.')));
    try {
      const chatlogs = await measured(engine, () => search({ ...question, archived }));
      response.json({ result: 'success', engine, chatlogs });
    } catch (error) {
      if (!(error instanceof SearchUnavailable)) throw error;
      if (fallback) {
        const chatlogs = await measured('like', () => searches.like(question));
        response.json({ result: 'success', engine: 'like', degraded: true, chatlogs });
        return;
      }
      response.status(503).json({
        errorMessage: 'The search is not to be had now; try again, or add "fallback": "mysql" to the request.',
        degraded: true,
        requestId: response.getHeader('x-request-id'),
      });
    }
  });

  return { elasticsearch: byElasticsearch, like: byMysql('like'), fulltext: byMysql('fulltext') };
};
