import { CollectorError, type Deadline } from '../engine/collector.ts';
import { type RunningDeadline, startDeadline } from '../engine/deadline.ts';
import { isMissingTable, isStatementError } from '../mysql/mysql-error.ts';
import type { TableAnswer } from './table-question.ts';
import type { TableReader } from './table-reader.ts';
import { type TableState, type TableWatch, type WatchedTable, type WatchPace, watchTable } from './table-watch.ts';

/** What a scrape tells of one table: what it is, or why it is left out. */
export interface TableReport {
  readonly table: WatchedTable;
  readonly state: TableState | undefined;
  readonly sizeBytes: number | undefined;
  /** Sentences about what is left out. */
  readonly notes: readonly string[];
}

/** All tables of the configuration. */
export interface WatchedTables {
  /**
   * Reads all tables, in one statement and a few; a table that cannot be read loses itself only.
   * @throws CollectorError if none can be read, other than because it is not there
   */
  readonly read: (deadline: Deadline) => Promise<readonly TableReport[]>;
  /** Counts some ranges more, off the scrape, of the tables that could be read, until all are known and `ranges` of each are recounted. */
  readonly recount: (ranges: number, signal: AbortSignal) => Promise<void>;
}

/** A statement over all tables gets this long at most, in milliseconds, so that time is left to read each alone. */
const togetherMs = 1_000;
/** A table alone gets this long at most, in milliseconds; then the others have their turn. */
const aloneMs = 500;
/** With less time left than this, in milliseconds, tables that could not be read wait for a later scrape. */
const leastMs = 200;
/** A range off the scrape gets this long, in milliseconds: a scrape that comes meanwhile waits for it. */
const recountMs = 1_000;

/** In MySQL's words: the column is not there. */
const unknownColumn = 1054;

const isMissing = (error: unknown): boolean =>
  error instanceof Error &&
  (isMissingTable(error.cause) ||
    (error.cause instanceof Error && Reflect.get(error.cause, 'errno') === unknownColumn));

/** Runs work with a deadline of its own, which is not after another. */
const limited = <T>(deadline: Deadline, ms: number, work: (own: RunningDeadline) => Promise<T>): Promise<T> => {
  const own = startDeadline(Math.min(ms, deadline.remainingMs()));
  return work(own).finally(own.end);
};

interface Watched {
  readonly table: WatchedTable;
  readonly watch: TableWatch;
  /** Why it could not be read the last time. */
  trouble: CollectorError | undefined;
  /** Grows with each try alone. */
  tried: number;
}

/** Begins to watch tables of `database`. `now` is Unix time in milliseconds. */
export const watchTables = (
  reader: TableReader,
  database: string,
  tables: readonly WatchedTable[],
  now: () => number,
  pace?: WatchPace,
): WatchedTables => {
  const watched: Watched[] = tables.map((table) => ({
    table,
    watch: watchTable(reader, table, now, pace),
    trouble: undefined,
    tried: 0,
  }));
  let tries = 0;
  let turn: Promise<unknown> = Promise.resolve();

  /** Runs work after all that was asked for before: what is known of a table is changed by one at a time. */
  const inTurn = <T>(work: () => Promise<T>): Promise<T> => {
    const mine = turn.then(work);
    turn = mine.catch(() => {});
    return mine;
  };

  /** Notes why a table could not be read. Throws what nobody foresaw. */
  const setTrouble = (one: Watched, error: unknown) => {
    if (!(error instanceof CollectorError)) throw error;
    one.trouble = error;
  };

  const ask = (some: readonly Watched[], deadline: Deadline) =>
    reader.read(
      some.map(({ table, watch }) => [table, watch.question()] as const),
      deadline,
    );

  const takeAll = async (deadline: Deadline): Promise<ReadonlyMap<Watched, TableState>> => {
    const states = new Map<Watched, TableState>();
    const take = async (one: Watched, answer: TableAnswer | undefined) => {
      if (!answer) return;
      try {
        states.set(one, await limited(deadline, togetherMs, (own) => one.watch.take(answer, own)));
        one.trouble = undefined;
      } catch (error) {
        setTrouble(one, error);
      }
    };
    const well = watched.filter(({ trouble }) => trouble === undefined);
    if (well.length > 0) {
      try {
        const half = Math.min(togetherMs, deadline.remainingMs() / 2);
        const answers = await limited(deadline, half, (own) => ask(well, own));
        for (const [i, one] of well.entries()) await take(one, answers[i]);
      } catch (error) {
        // Which of them it was shows when each is read alone, in a later scrape if not in this one.
        for (const one of well) setTrouble(one, error);
      }
    }
    const alone = watched.filter((one) => one.trouble && !states.has(one)).toSorted((a, b) => a.tried - b.tried);
    for (const [i, one] of alone.entries()) {
      if (i > 0 && deadline.remainingMs() < leastMs) break;
      one.tried = ++tries;
      try {
        const half = Math.min(aloneMs, deadline.remainingMs() / 2);
        const [answer] = await limited(deadline, half, (own) => ask([one], own));
        await take(one, answer);
      } catch (error) {
        setTrouble(one, error);
      }
    }
    return states;
  };

  const readSizes = async (deadline: Deadline) => {
    try {
      return { sizes: await reader.sizes(tables, deadline), notes: [] };
    } catch (error) {
      if (!(error instanceof CollectorError && isStatementError(error.cause))) throw error;
      return { sizes: new Map<string, number>(), notes: [`Sizes of the tables are left out: ${error.message}`] };
    }
  };

  const sayTrouble = ({ name, idColumn, timeColumn }: WatchedTable, error: CollectorError): string =>
    isMissing(error)
      ? `Table ${database}.${name} (tables) is not there, or its columns ${idColumn} and ${timeColumn} may not be read; if it is there, apply what \`gapwatch exporter grants\` prints.`
      : `Table ${database}.${name} (tables) is left out; if SHOW PROCESSLIST tells of a lock on it, end what holds that: ${error.message}`;

  return {
    read: (deadline) =>
      inTurn(async () => {
        const states = await takeAll(deadline);
        const fault = watched.find(({ trouble }) => trouble !== undefined && !isMissing(trouble))?.trouble;
        if (states.size === 0 && fault) throw fault;
        const { sizes, notes } =
          states.size === 0 ? { sizes: new Map<string, number>(), notes: [] } : await readSizes(deadline);
        return watched.map((one, i) => ({
          table: one.table,
          state: states.get(one),
          sizeBytes: states.has(one) ? sizes.get(one.table.name) : undefined,
          notes: [...(one.trouble ? [sayTrouble(one.table, one.trouble)] : []), ...(i === 0 ? notes : [])],
        }));
      }),
    async recount(count, signal) {
      for (const one of watched) {
        const step = () =>
          inTurn(async () => {
            if (one.trouble || signal.aborted) return 'done';
            const own = startDeadline(recountMs);
            signal.addEventListener('abort', own.abort, { once: true });
            try {
              return await one.watch.recount(own);
            } finally {
              own.end();
              signal.removeEventListener('abort', own.abort);
            }
          });
        for (let left = count; left > 0; ) {
          const result = await step();
          if (result === 'done') break;
          if (result === 'more') left -= 1;
        }
      }
    },
  };
};
