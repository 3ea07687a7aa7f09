import { escapeId } from 'mysql2';

/**
 * The view of a chat table's ids and times, as SQL names it: all that the exporter may read of the table.
 * `gapwatch exporter grants` makes it.
 */
export const chatView = (table: string): string => `\`gapwatch\`.${escapeId(table)}`;
