import { z } from 'zod';
import type { LogSearch } from '../elasticsearch.ts';
import { type TimeRange, timeFilters } from '../time-range.ts';

/** Lines of one writer that are stored, and the numbers of the first and the last of them. */
export interface StoredWriter {
  readonly writer: string;
  readonly count: number;
  readonly min: number;
  readonly max: number;
}

/** Writers that are asked for at a time. */
const pageSize = 500;

const number = z.object({ value: z.number().nullable() });

const answer = z.object({
  aggregations: z
    .object({
      writers: z.object({
        after_key: z.object({ writer: z.string() }).optional(),
        buckets: z.array(
          z.object({ key: z.object({ writer: z.string() }), doc_count: z.number(), min: number, max: number }),
        ),
      }),
    })
    .optional(),
});

/** All writers of a data stream in the order of their names, in pages. @throws LogsError if they cannot be asked for */
export async function* storedWriters(search: LogSearch, range: TimeRange): AsyncGenerator<readonly StoredWriter[]> {
  for (let after: { readonly writer: string } | undefined; ; ) {
    const body = {
      size: 0,
      query: { bool: { filter: [{ exists: { field: 'event.sequence' } }, ...timeFilters(range)] } },
      aggs: {
        writers: {
          composite: {
            size: pageSize,
            sources: [{ writer: { terms: { field: 'labels.writer' } } }],
            ...(after && { after }),
          },
          aggs: { min: { min: { field: 'event.sequence' } }, max: { max: { field: 'event.sequence' } } },
        },
      },
    };
    const { aggregations } = await search.ask('_search?ignore_unavailable=true', body, (json) => answer.parse(json));
    const { buckets = [], after_key } = aggregations?.writers ?? {};
    yield buckets.map(({ key, doc_count, min, max }) => ({
      writer: key.writer,
      count: doc_count,
      min: min.value ?? 0,
      max: max.value ?? 0,
    }));
    if (after_key === undefined) return;
    after = after_key;
  }
}

/** Lines that no writer has numbered. @throws LogsError as {@link storedWriters} */
export const countUnnumbered = (search: LogSearch, range: TimeRange): Promise<number> =>
  search.ask(
    '_count?ignore_unavailable=true',
    {
      query: {
        bool: {
          filter: timeFilters(range),
          should: ['labels.writer', 'event.sequence'].map((field) => ({
            bool: { must_not: { exists: { field } } },
          })),
          minimum_should_match: 1,
        },
      },
    },
    (json) => z.object({ count: z.number() }).parse(json).count,
  );
