import { type Collection, CollectorError, type Deadline } from '../engine/collector.ts';
import { startDeadline } from '../engine/deadline.ts';
import { isStatementError } from '../mysql/mysql-error.ts';
import type { Query } from '../mysql/session.ts';
import { type CustomSample, samplesOf } from './answer.ts';
import type { CustomQuery } from './custom-query.ts';
import { explainQuery, sayQueryError } from './explain.ts';

/** What is known of a query from one scrape to the next. */
export interface QueryState {
  readonly query: CustomQuery;
  /** Rows beyond mostRows, of all answers so far. */
  readonly droppedRows: number;
  /** Rows that the server expects to read for it, by EXPLAIN, and when it said so on the monotonic clock. */
  readonly explained?: { readonly at: number; readonly rows: number | undefined };
  /** Undefined where it has not run yet. `rows` is absent and `problem` a sentence where it failed. */
  readonly last?: { readonly seconds: number; readonly rows?: number; readonly problem?: string };
}

/** How a query did, and whether MySQL did not answer, so that the next ones need not be tried. */
export interface Attempt {
  readonly state: QueryState;
  readonly samples: readonly CustomSample[];
  readonly away: boolean;
}

/** Kept back of the collection, so that it ends before it is given up, and what succeeded stays. In milliseconds. */
export const marginMs = 300;

/** A query with less time than this, in milliseconds, would only fail. */
const shortestMs = 50;

/** A table grows: its estimate is asked for again after this time, in milliseconds. */
const explainEveryMs = 600_000;

/** The queries before it took the time of the scrape. */
class NoTimeLeft extends CollectorError {
  override name = 'NoTimeLeft';
}

/** Whether MySQL said nothing to the query; what it refuses, or answers otherwise than declared, says nothing of others. */
const isAway = (error: unknown): boolean =>
  error instanceof CollectorError && !(error instanceof NoTimeLeft) && !isStatementError(error.cause);

/** Runs a query, after its first EXPLAIN, and makes its samples. `now` is a monotonic clock in milliseconds. */
const run = async (state: QueryState, query: Query, deadline: Deadline, now: () => number): Promise<Attempt> => {
  const { sql, mostRows, families } = state.query;
  const began = now();
  const explained =
    state.explained && began - state.explained.at < explainEveryMs
      ? state.explained
      : { at: began, rows: await explainQuery(query, state.query, deadline) };
  const rows = await query(sql, [], deadline);
  const taken = rows.slice(0, mostRows);
  const samples = families.flatMap((family) => samplesOf(family, taken));
  const last = { seconds: (now() - began) / 1000, rows: rows.length };
  const droppedRows = state.droppedRows + rows.length - taken.length;
  return { state: { query: state.query, explained, droppedRows, last }, samples, away: false };
};

/**
 * Runs a query within its own deadline and what is left of the collection's. Never rejects: a failure is a note, in which the
 * next run asks for the plan anew.
 */
export const attempt = async (
  state: QueryState,
  query: Query,
  collection: Collection,
  now: () => number,
): Promise<Attempt> => {
  const began = now();
  const ms = Math.min(state.query.timeoutMs, collection.remainingMs() - marginMs);
  const deadline = startDeadline(Math.max(0, ms));
  try {
    if (ms < shortestMs) throw new NoTimeLeft('no time was left for it in this scrape');
    return await run(state, query, deadline, now);
  } catch (error) {
    const problem = sayQueryError(error);
    collection.note(`Query ${state.query.name} failed: ${problem}`);
    const last = { seconds: (now() - began) / 1000, problem };
    const { query: one, droppedRows } = state;
    return { state: { query: one, droppedRows, last }, samples: [], away: isAway(error) };
  } finally {
    deadline.end();
  }
};
