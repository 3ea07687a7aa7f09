import { z } from 'zod';
import type { LogSearch } from '../elasticsearch.ts';
import { type LineFilter, searchFilters } from './line-filter.ts';
import { type LogLine, lineOf } from './log-line.ts';

const page = 5_000;

const missing = 'ignore_unavailable=true';

const sources = z.object({
  hits: z.object({ hits: z.array(z.object({ _id: z.string(), _source: z.record(z.string(), z.unknown()) })) }),
});

const linesIn = (json: unknown): LogLine[] =>
  sources.parse(json).hits.hits.map(({ _id, _source }) => lineOf(_id, _source, false));

/** The newest `count` lines, the newest first. @throws LogsError if they cannot be searched */
export const newestStored = (search: LogSearch, filter: LineFilter, count: number): Promise<readonly LogLine[]> =>
  search.ask(
    `_search?${missing}`,
    {
      size: count,
      query: { bool: { filter: searchFilters(filter) } },
      sort: [{ '@timestamp': 'desc' }, { 'event.sequence': { order: 'desc', unmapped_type: 'long' } }],
    },
    linesIn,
  );

const arrivals = z.object({
  hits: z.object({
    hits: z.array(
      z.object({
        _id: z.string(),
        sort: z.array(z.unknown()),
        fields: z.object({ 'event.ingested': z.array(z.string()).optional() }).optional(),
      }),
    ),
  }),
});

/** Lines that have arrived, and when the last of them did by Elasticsearch's clock. */
export interface Arrivals {
  readonly ids: readonly string[];
  readonly last: string | undefined;
}

/**
 * Ids of the lines that have arrived since a point in time, which may be as Elasticsearch's date math has it: `now-15s`. When one does that was
 * logged long ago it is among them; without the pipeline that notes it, the time at which it was logged counts.
 * @throws LogsError if they cannot be searched
 */
export const arrivedSince = async (search: LogSearch, filter: LineFilter, since: string): Promise<Arrivals> => {
  const ids: string[] = [];
  let last: string | undefined;
  for (let after: readonly unknown[] | undefined; ; ) {
    const body = {
      size: page,
      _source: false,
      fields: [{ field: 'event.ingested', format: 'strict_date_time' }],
      query: {
        bool: {
          filter: searchFilters(filter),
          should: [
            { range: { 'event.ingested': { gte: since } } },
            {
              bool: {
                must_not: { exists: { field: 'event.ingested' } },
                filter: { range: { '@timestamp': { gte: since } } },
              },
            },
          ],
          minimum_should_match: 1,
        },
      },
      sort: [{ '@timestamp': 'asc' }, { 'event.id': { order: 'asc', unmapped_type: 'keyword' } }],
      ...(after && { search_after: after }),
    };
    const { hits } = (await search.ask(`_search?${missing}`, body, (json) => arrivals.parse(json))).hits;
    for (const { _id, fields } of hits) {
      ids.push(_id);
      const [time] = fields?.['event.ingested'] ?? [];
      if (time !== undefined && (last === undefined || time > last)) last = time;
    }
    after = hits.at(-1)?.sort;
    if (hits.length < page || after === undefined) return { ids, last };
  }
};

/** Lines by their ids. @throws LogsError if they cannot be searched */
export const storedLines = async (search: LogSearch, ids: readonly string[]): Promise<readonly LogLine[]> => {
  const found: LogLine[] = [];
  for (let start = 0; start < ids.length; start += 1_000) {
    const values = ids.slice(start, start + 1_000);
    found.push(...(await search.ask(`_search?${missing}`, { size: 2_000, query: { ids: { values } } }, linesIn)));
  }
  return found;
};
