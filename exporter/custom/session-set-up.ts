import type { CustomQuery } from './custom-query.ts';

/** Rows of an answer that come over the wire at most, unless the statement itself has a LIMIT: twice what a query may take. */
const mostRowsSent = 20_000;

/**
 * Statements that begin a connection for the user's own ones: the server refuses what writes, sends no endless answers, and, where
 * it is a MySQL, ends also a WITH; MariaDB takes what stands in a comment of 5.7 for a comment.
 * @see https://mariadb.com/kb/en/comment-syntax/#executable-comment-syntax
 */
export const customSetUp = (queries: readonly CustomQuery[]): readonly string[] => {
  const longestMs = Math.ceil(Math.max(1, ...queries.map(({ timeoutMs }) => timeoutMs)));
  return [
    'SET SESSION TRANSACTION READ ONLY',
    `SET SESSION /*!50708 max_execution_time = ${longestMs}, */ sql_select_limit = ${mostRowsSent}`,
  ];
};
