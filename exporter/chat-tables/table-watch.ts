import type { Deadline } from '../engine/collector.ts';
import { makeSettledRows, type SettledPace, type SettledRows } from './settled-rows.ts';
import type { TableAnswer, TableNames, TableQuestion } from './table-question.ts';
import type { TableReader } from './table-reader.ts';
import { makeWitnesses } from './witnesses.ts';
import { makeYoungRows } from './young-rows.ts';

/** A table to watch, with the rows that it may hold. */
export interface WatchedTable extends TableNames {
  readonly capRows?: number | undefined;
}

/** How much is read at once. */
export interface WatchPace extends SettledPace {
  /** Youngest rows that are known one by one. */
  readonly youngRows: number;
  /** Ids that a scrape reads; where more came since the last one, the rest is counted. */
  readonly idsPerScrape: number;
  /** A lower id may commit after a higher one, but hardly so much later, in milliseconds: transactions of people are short. */
  readonly graceMs: number;
}

/** What is known of a table at a scrape. Absent is unknown, or not there to know. */
export interface TableState {
  /** Rows that appeared since the watching began. It never decreases, nor does the next. */
  readonly insertedRows: number;
  /** Rows that went since the watching began. */
  readonly removedRows: number | undefined;
  readonly rows: number | undefined;
  /** By how much the rows told were too many when all were counted again. */
  readonly drift: number | undefined;
  /** Since when all rows were counted, Unix time in milliseconds. */
  readonly countedSince: number | undefined;
  readonly lastId: number | undefined;
  /** Unix time in seconds. */
  readonly oldestAt: number | undefined;
  /** How long ago the first row beyond the cap was written, in seconds; 0 where there is none. */
  readonly lagSeconds: number | undefined;
}

/** Watches one table from scrape to scrape. Calls of it must not overlap. */
export interface TableWatch extends Pick<SettledRows, 'recount'> {
  /** What the next scrape has to ask. */
  readonly question: () => TableQuestion;
  /** Learns from the answer, and asks on where it has to. */
  readonly take: (answer: TableAnswer, deadline: Deadline) => Promise<TableState>;
}

const usualPace: WatchPace = {
  rangeRows: 2_000,
  youngRows: 1_000,
  idsPerScrape: 5_000,
  graceMs: 60_000,
  busyRanges: 3,
  rangesPerScrape: 25,
};

/**
 * Begins to watch a table. Its youngest rows are known by their ids, so that each one that comes is seen once, late or not; those
 * below by counts. So a scrape costs the same however large the table is.
 * @param now Unix time in milliseconds
 */
export const watchTable = (
  reader: Pick<TableReader, 'read' | 'count' | 'countNext' | 'age'>,
  table: WatchedTable,
  now: () => number,
  pace: WatchPace = usualPace,
): TableWatch => {
  let inserted = 0;
  let removed = 0;
  const change = (rows: number) => {
    if (rows > 0) inserted += rows;
    else removed -= rows;
  };
  const young = makeYoungRows(pace.graceMs, pace.youngRows);
  const witnesses = makeWitnesses();
  const settled = makeSettledRows(
    {
      count: (span, deadline) => reader.count(table, span, deadline),
      countNext: (span, atMost, deadline) => reader.countNext(table, span, atMost, deadline),
    },
    change,
    now,
    pace,
  );
  let begun = false;

  const question = (): TableQuestion => ({
    ...(begun ? { after: settled.head(), atMost: pace.idsPerScrape } : { after: undefined, atMost: pace.youngRows }),
    spans: settled.spans(),
    witnesses: witnesses.ids(),
  });

  const begin = ({ ids }: TableAnswer) => {
    begun = true;
    young.begin(ids, now());
    const [first] = ids;
    if (first !== undefined && ids.length === pace.youngRows) settled.begin(first - 1);
    else settled.clear();
  };

  /** Nothing of what was known is there any more. */
  const clear = () => {
    change(-settled.clear() - young.ids().length);
    young.begin([], now());
  };

  const takeYoung = (ids: readonly number[], maxId: number) => {
    // Exactly as many as were asked for may be all: those that were known above them are gone then.
    const areAll = ids.length < pace.idsPerScrape || (ids.at(-1) ?? maxId) >= maxId;
    const { appeared, gone, beyond } = young.see(ids, areAll, now());
    inserted += appeared;
    removed += gone;
    if (areAll) return settled.append(young.takeSettled(now()));
    // So many came at once that the rest is not told one by one.
    settled.append(ids);
    young.begin([], now());
    if (settled.head() < maxId) settled.appendUncounted(maxId, beyond);
  };

  const learn = async ({ ends, ids, counts }: TableAnswer, deadline: Deadline) => {
    if (!ends) {
      if (Number.isFinite(settled.head()) || young.ids().length > 0) clear();
    } else {
      await settled.learn(ends.minId, ends.maxId, counts, deadline);
      takeYoung(ids, ends.maxId);
    }
  };

  const lagOf = async (rows: number | undefined, deadline: Deadline): Promise<number | undefined> => {
    const { capRows } = table;
    if (capRows === undefined || rows === undefined) return undefined;
    if (rows <= capRows) return 0;
    const place = settled.locate(capRows);
    if (place) return reader.age(table, place.range, place.offset, deadline);
    const id = young.ids()[capRows - (settled.total() ?? 0)];
    return id === undefined ? undefined : reader.age(table, { after: id - 1, upTo: id }, 0, deadline);
  };

  return {
    question,
    async take(first, deadline) {
      let answer = first;
      const identity = begun ? witnesses.judge(answer) : 'same';
      if (identity === 'anew') {
        clear();
        const [again] = await reader.read([[table, question()]], deadline);
        answer = again ?? answer;
      } else if (identity === 'rebuilt' && Number.isFinite(settled.head())) settled.begin(settled.head());
      if (begun) await learn(answer, deadline);
      else begin(answer);
      await settled.countNew(deadline);
      witnesses.choose(answer, young.ids());
      const total = settled.total();
      const rows = total === undefined ? undefined : total + young.ids().length;
      return {
        insertedRows: inserted,
        removedRows: rows === undefined ? undefined : removed,
        rows,
        drift: settled.drift(),
        countedSince: settled.countedSince(),
        lastId: answer.ends?.maxId,
        oldestAt: answer.ends?.oldestAt,
        lagSeconds: await lagOf(rows, deadline),
      };
    },
    recount: async (deadline) => (begun ? settled.recount(deadline) : 'done'),
  };
};
