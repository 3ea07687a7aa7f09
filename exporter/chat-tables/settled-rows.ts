import type { Deadline } from '../engine/collector.ts';
import { makeRanges, type Range, type Ranges } from './ranges.ts';
import type { Span } from './table-question.ts';

/** Counts rows of the table. */
export interface SpanReader {
  readonly count: (span: Span, deadline: Deadline) => Promise<number>;
  /** The first rows of a span, `atMost` of them: how many there are, and the last one's id. */
  readonly countNext: (
    span: Span,
    atMost: number,
    deadline: Deadline,
  ) => Promise<{ readonly rows: number; readonly lastId: number }>;
}

/** How the settled rows of a table are counted. */
export interface SettledPace {
  /** Rows of a range. A thousand are counted in about 0.3 ms. */
  readonly rangeRows: number;
  /** Ranges besides the first that a scrape counts, if they have just changed. */
  readonly busyRanges: number;
  /** Ranges never counted before that a scrape counts; recounts do more. */
  readonly rangesPerScrape: number;
}

/**
 * The rows of a table below its youngest ones, known by the counts of ranges of ids. A scrape counts the ranges where rows come and
 * go; all others are counted again in turn off the scrape, and what they then have fewer is the drift.
 */
export interface SettledRows
  extends Pick<Ranges, 'head' | 'total' | 'begin' | 'append' | 'appendUncounted' | 'clear' | 'locate'> {
  /** What the next scrape has to count. */
  readonly spans: () => readonly Span[];
  /** Learns the ends of the table and the counts of the spans, and counts on where it has to. */
  readonly learn: (minId: number, maxId: number, counts: readonly number[], deadline: Deadline) => Promise<void>;
  /** Counts some ranges that never were. */
  readonly countNew: (deadline: Deadline) => Promise<void>;
  /**
   * Counts one range more, off the scrape: one that never was, else one where a change is likely, else the one that was
   * counted longest ago.
   * @returns whether ranges are left that were never counted, or whether all have now been counted again
   */
  readonly recount: (deadline: Deadline) => Promise<'unfinished' | 'more' | 'done'>;
  /** Since when all rows were counted, Unix time in milliseconds; absent while some are not. */
  readonly countedSince: () => number | undefined;
  /** By how much the rows told were too many when all were last counted again; absent until then. */
  readonly drift: () => number | undefined;
}

/**
 * Begins without any row.
 * @param onChange gets by how many rows the table was seen to have grown, or shrunk: negative
 * @param now Unix time in milliseconds
 */
export const makeSettledRows = (
  reader: SpanReader,
  onChange: (rows: number) => void,
  now: () => number,
  { rangeRows, busyRanges, rangesPerScrape }: SettledPace,
): SettledRows => {
  const ranges = makeRanges(rangeRows, busyRanges);
  let asked: readonly Range[] = [];
  /** Ranges that are recounted before others: the next change is likely there. */
  let due: Range[] = [];
  /** When the count began that is not at its end yet. */
  let countBegan: number | undefined = now();
  let countedSince: number | undefined;
  /** The recount under way: when it began, up to which id it is, and what was found too many. */
  let round: { readonly began: number; upTo: number; drift: number } | undefined;
  let drift: number | undefined;

  /** Begins to count anew: what was told before does not hold any more. */
  const beginCount = () => {
    asked = [];
    due = [];
    countBegan = now();
    countedSince = undefined;
    round = undefined;
    drift = undefined;
  };

  const endCount = () => {
    if (countBegan === undefined || ranges.total() === undefined) return;
    countedSince = countBegan;
    countBegan = undefined;
  };

  /** Counts the beginning of a range that never was counted, or is too large. */
  const finish = async (range: Range, deadline: Deadline) => {
    const { rows, lastId } = await reader.countNext(range, rangeRows, deadline);
    const isAll = rows < rangeRows || lastId === range.upTo;
    onChange(isAll ? ranges.counted(range, rows) : ranges.split(range, rows, lastId));
    endCount();
  };

  return {
    head: ranges.head,
    total: ranges.total,
    append: ranges.append,
    appendUncounted: ranges.appendUncounted,
    locate: ranges.locate,
    countedSince: () => countedSince,
    drift: () => drift,
    begin(upTo) {
      beginCount();
      ranges.begin(upTo);
    },
    clear() {
      beginCount();
      return ranges.clear();
    },
    spans() {
      asked = ranges.busy();
      due = [...ranges.nextBusy()];
      return asked;
    },
    async learn(minId, maxId, counts, deadline) {
      const { gone, stale } = ranges.trim(minId, maxId);
      onChange(-gone);
      for (const [i, range] of asked.entries()) onChange(ranges.counted(range, counts[i] ?? 0));
      for (const range of stale) onChange(ranges.counted(range, await reader.count(range, deadline)));
    },
    async countNew(deadline) {
      for (let i = 0; i < rangesPerScrape && ranges.total() === undefined; i += 1) {
        const range = ranges.unfinished();
        if (range) await finish(range, deadline);
      }
      endCount();
    },
    async recount(deadline) {
      const open = ranges.unfinished();
      if (open) {
        await finish(open, deadline);
        return 'unfinished';
      }
      round ??= { began: now(), upTo: Number.NEGATIVE_INFINITY, drift: 0 };
      const likely = due.pop();
      const range = likely ?? ranges.following(round.upTo);
      if (range === undefined) {
        ({ began: countedSince, drift } = round);
        round = undefined;
        return 'done';
      }
      const grown = ranges.counted(range, await reader.count(range, deadline));
      onChange(grown);
      round.drift -= grown;
      if (!likely) round.upTo = range.upTo;
      return 'more';
    },
  };
};
