import type { Deadline } from '../engine/collector.ts';
import { isStatementError } from '../mysql/mysql-error.ts';
import type { Query, Row } from '../mysql/session.ts';
import type { CustomQuery } from './custom-query.ts';

/** The rows that a plan says it reads: within one SELECT tables multiply, SELECTs add up. */
const estimateOf = (plan: readonly Row[]): number => {
  const selects = new Map<unknown, number>();
  for (const { id, rows } of plan) {
    if (rows === null || rows === undefined) continue;
    selects.set(id, (selects.get(id) ?? 1) * Number(rows));
  }
  return [...selects.values()].reduce((sum, rows) => sum + rows, 0);
};

/**
 * Has the server plan a statement without running it; one that it cannot plan, it runs.
 * @returns rows that the server expects to read, its estimate; undefined for a statement that it cannot plan
 * @throws CollectorError if it refuses the statement, or does not answer
 */
export const explainQuery = async (
  query: Query,
  { sql, explainable }: CustomQuery,
  deadline: Deadline,
): Promise<number | undefined> => {
  if (!explainable) {
    await query(sql, [], deadline);
    return undefined;
  }
  return estimateOf(await query(`EXPLAIN ${sql}`, [], deadline));
};

const property = (error: unknown, name: 'errno' | 'sqlState' | 'message'): unknown => {
  const cause = error instanceof Error ? error.cause : undefined;
  return isStatementError(cause) ? Reflect.get(Object(cause), name) : undefined;
};

/** Errors of class 42 that may pass without a change of the statement: rights, limits and tables that are not there (yet). */
const passing: readonly unknown[] = [1044, 1045, 1049, 1142, 1143, 1146, 1203, 1226, 1370];

/**
 * Whether the server will never take the statement as it is: its syntax is wrong, or it names a column that is not there.
 * @param error what the session has thrown
 * @see ISO/IEC 9075-2, class 42: syntax error or access rule violation
 */
export const isRefusal = (error: unknown): boolean =>
  /^42/.test(String(property(error, 'sqlState'))) && !passing.includes(property(error, 'errno'));

/** Errors that the session says better than the server: of letting in, and of the deadline. */
const ofSession: readonly unknown[] = [1040, 1045, 1203, 1226, 1969, 3024];

/** Rights that a statement lacks, to a table or to a column of it. */
const denied: readonly unknown[] = [1142, 1143];

/** What went wrong with a statement, in the server's words where it is about the statement. A sentence. */
export const sayQueryError = (error: unknown): string => {
  const said = property(error, 'message');
  const errno = property(error, 'errno');
  if (said === undefined || ofSession.includes(errno)) {
    return (error instanceof Error ? error.message : String(error)).replace(/\.?$/, '.');
  }
  const advice = denied.includes(errno) ? '; name it in `reads`, and apply what `gapwatch exporter grants` prints' : '';
  return `MySQL refuses it: ${said}${advice}.`;
};
