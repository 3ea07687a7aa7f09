import { z } from 'zod';
import type { LogSearch } from '../elasticsearch.ts';
import { createIntervals, type Interval } from '../intervals.ts';
import { type TimeRange, timeFilters } from '../time-range.ts';
import type { StoredWriter } from './stored-writers.ts';

/** What of a writer is stored, and how often where not once. */
export interface StoredNumbers {
  readonly writer: string;
  /** Numbers that are stored. */
  readonly stored: readonly Interval[];
  /** Numbers that are stored more than once. */
  readonly doubled: readonly number[];
  /** Documents that are there beside the first of each number. */
  readonly extra: number;
}

/** Numbers that are looked at one by one in a search: below the 65,536 buckets that Elasticsearch gives at most. */
const windowSize = 20_000;

/** Searches in a request. */
const atOnce = 8;

/** Parts that numbers are divided into which are too many for a window. */
const parts = 500;

const field = 'event.sequence';

const bucketsOf = z.object({ buckets: z.array(z.object({ key: z.number(), doc_count: z.number() })) });
const windowAnswer = z.object({
  hits: z.object({ total: z.object({ value: z.number() }) }),
  aggregations: z.object({ doubled: bucketsOf }),
});
const partsAnswer = z.object({ aggregations: z.object({ parts: bucketsOf }) });

/** A window of a writer's numbers. */
interface Window extends Interval {
  readonly writer: string;
}

/** Divides numbers into windows, without those parts in which nothing is stored. */
async function* windowsOf(
  search: LogSearch,
  query: (window: Window) => object,
  window: Window,
): AsyncGenerator<Window> {
  const { writer, from, to } = window;
  if (to - from < windowSize) {
    yield window;
    return;
  }
  // Whoever stores a line of some absurd number does not have the numbers before it looked at one by one.
  const interval = Math.max(windowSize, Math.ceil((to - from + 1) / parts));
  const body = {
    size: 0,
    query: query(window),
    aggs: { parts: { histogram: { field, interval, offset: from % interval, min_doc_count: 1 } } },
  };
  const { buckets } = (await search.ask('_search?ignore_unavailable=true', body, (json) => partsAnswer.parse(json)))
    .aggregations.parts;
  for (const { key } of buckets) {
    yield* windowsOf(search, query, { writer, from: key, to: Math.min(to, key + interval - 1) });
  }
}

/**
 * Which numbers of some writers are stored, and which more than once: exactly, by counting each number, and with bounded memory, in
 * Elasticsearch and here, by looking at so many at a time. @throws LogsError if Elasticsearch cannot be asked
 */
export const storedNumbers = async (
  search: LogSearch,
  writers: readonly StoredWriter[],
  range: TimeRange,
): Promise<readonly StoredNumbers[]> => {
  const query = ({ writer, from, to }: Window) => ({
    bool: {
      filter: [
        { term: { 'labels.writer': writer } },
        { range: { [field]: { gte: from, lte: to } } },
        ...timeFilters(range),
      ],
    },
  });
  const found = new Map(
    writers.map(({ writer }) => [writer, { stored: createIntervals(), doubled: [] as number[], extra: 0 }]),
  );

  /** The numbers of a window in which some are missing. */
  const listWindow = async (window: Window) => {
    const body = {
      size: 0,
      query: query(window),
      aggs: { parts: { histogram: { field, interval: 1, min_doc_count: 1 } } },
    };
    const answer = await search.ask('_search?ignore_unavailable=true', body, (json) => partsAnswer.parse(json));
    for (const { key } of answer.aggregations.parts.buckets) found.get(window.writer)?.stored.add(key);
  };

  const lookAt = async (windows: readonly Window[]) => {
    const bodies = windows.map((window) => ({
      size: 0,
      track_total_hits: true,
      query: query(window),
      // Of each index all numbers, as those that two of them have are once in each.
      aggs: {
        doubled: {
          terms: { field, size: windowSize, shard_size: windowSize, min_doc_count: 2, order: { _key: 'asc' } },
        },
      },
    }));
    const answers = await search.searches(bodies, (json) => windowAnswer.parse(json));
    for (const [i, { hits, aggregations }] of answers.entries()) {
      const window = windows[i];
      const writer = found.get(window?.writer ?? '');
      if (window === undefined || writer === undefined) continue;
      const { buckets } = aggregations.doubled;
      const extra = buckets.reduce((sum, { doc_count }) => sum + doc_count - 1, 0);
      for (const { key } of buckets) writer.doubled.push(key);
      writer.extra += extra;
      if (hits.total.value - extra === window.to - window.from + 1) writer.stored.add(window.from, window.to);
      else await listWindow(window);
    }
  };

  let batch: Window[] = [];
  for (const { writer, min, max } of writers) {
    for await (const window of windowsOf(search, query, { writer, from: min, to: max })) {
      batch.push(window);
      if (batch.length < atOnce) continue;
      await lookAt(batch);
      batch = [];
    }
  }
  if (batch.length > 0) await lookAt(batch);
  return [...found].map(([writer, { stored, doubled, extra }]) => ({ writer, stored: stored.list(), doubled, extra }));
};
