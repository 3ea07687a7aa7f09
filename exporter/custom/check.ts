import { ConfigError } from '../../config/config-error.ts';
import { startDeadline } from '../engine/deadline.ts';
import { isStatementError } from '../mysql/mysql-error.ts';
import type { Query } from '../mysql/session.ts';
import type { CustomQuery } from './custom-query.ts';
import { explainQuery, isRefusal, sayQueryError } from './explain.ts';

/** MySQL has this long to look at all statements, in milliseconds. */
const withinMs = 3_000;

/**
 * Asks MySQL, before the first scrape, whether it takes the statements. What cannot be told yet, because MySQL is away or a
 * table is not there, is told at each scrape.
 * @returns a sentence for each statement that could not be checked; one for all where MySQL does not answer
 * @throws ConfigError for a statement that MySQL will never take
 */
export const checkQueries = async (query: Query, queries: readonly CustomQuery[]): Promise<readonly string[]> => {
  const unchecked: string[] = [];
  const deadline = startDeadline(withinMs);
  try {
    for (const one of queries) {
      const place = `${one.key}.sql (${one.name})`;
      try {
        await explainQuery(query, one, deadline);
      } catch (error) {
        const cause = error instanceof Error ? error.cause : undefined;
        if (isRefusal(error)) throw new ConfigError(`${place} cannot work: ${sayQueryError(error)}`, { cause: error });
        if (!isStatementError(cause)) return [`exporter.queries cannot be checked yet: ${sayQueryError(error)}`];
        unchecked.push(`${place} cannot be checked yet: ${sayQueryError(error)}`);
      }
    }
    return unchecked;
  } finally {
    deadline.end();
  }
};
