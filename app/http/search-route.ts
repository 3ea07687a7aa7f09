import type { RequestHandler } from 'express';
import { z } from 'zod';
import { register } from '../../metrics/prom-client.ts';
import { chatMetrics } from '../metrics.ts';
import type { Chatlogs } from '../storage/chatlogs.ts';
import type { Telemetry } from '../telemetry/telemetry.ts';
import { RequestError } from './failures.ts';

/** Messages of one answer. */
const limit = 50;

/** Longer than any message, nothing can be found. */
const longestKeyword = 255;

const body = z.object(
  {
    keyword: z
      .string('keyword must be a text')
      .refine((text) => text.trim() !== '', 'keyword is empty')
      .refine((text) => [...text].length <= longestKeyword, `keyword has more than ${longestKeyword} characters`),
  },
  'the body must be a JSON object with a keyword',
);

/** POST /board/likesearch {keyword}: the newest live messages that contain the keyword, the newest first. */
export const searchByLike = (chatlogs: Pick<Chatlogs, 'search'>, telemetry: Telemetry): RequestHandler => {
  const searches = register(telemetry.registry, chatMetrics.searches);
  const duration = register(telemetry.registry, chatMetrics.searchDuration);
  const engine = 'like';
  return async (request, response) => {
    const start = performance.now();
    const parsed = body.safeParse(request.body);
    if (!parsed.success) {
      searches.add({ engine, outcome: 'invalid' });
      throw new RequestError(`${parsed.error.issues[0]?.message}.`);
    }
    try {
      const rows = await chatlogs.search(parsed.data.keyword, limit);
      duration.observe({ engine }, (performance.now() - start) / 1e3);
      searches.add({ engine, outcome: rows.length > 0 ? 'found' : 'empty' });
      response.json({ result: 'success', chatlogs: rows });
    } catch (error) {
      searches.add({ engine, outcome: 'failed' });
      throw error;
    }
  };
};
