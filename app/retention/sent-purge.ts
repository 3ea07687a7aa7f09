import type { Statements } from '../storage/locked-connection.ts';

/** Hours for which a client may send a message again without it being stored twice. */
const keptHours = 24;

/**
 * Forgets some of the messages that clients will not send again, the oldest first.
 * @returns the number of those that it forgot: fewer than `atMost` if no more are left
 */
export const forgetSent = async ({ change }: Pick<Statements, 'change'>, atMost: number): Promise<number> => {
  const { affectedRows } = await change(
    'DELETE FROM sent_messages WHERE createdAt < UTC_TIMESTAMP(3) - INTERVAL ? HOUR ORDER BY createdAt LIMIT ?',
    [keptHours, String(atMost)],
  );
  return affectedRows;
};
