import type { SqlValue } from './database.ts';

/**
 * Tells the search which messages to look at anew: the statement for the transaction that stores, moves or removes them. It does
 * not say what became of them: who reads it looks where they are then.
 */
export const outboxInsert = (
  ids: readonly number[],
): { readonly sql: string; readonly values: readonly SqlValue[] } => ({
  // With values, not by a SELECT: that would keep others from the table's next number until it is done.
  sql: `INSERT INTO search_outbox (chat_id, createdAt) VALUES ${ids.map(() => '(?, UTC_TIMESTAMP(3))').join(', ')}`,
  values: ids,
});
