import type { Statements } from '../storage/locked-connection.ts';

/** Hours beyond the end of a guest's token: by how much the clocks of MySQL and the service may differ. */
const graceHours = 1;

/**
 * Forgets some of the guests who can no longer write and never have, the oldest first. Those who have written stay: the history
 * has their names.
 * @returns the number of those that it forgot: fewer than `atMost` if no more are left
 */
export const forgetGuests = async ({ change }: Pick<Statements, 'change'>, atMost: number): Promise<number> => {
  const { affectedRows } = await change(
    'DELETE FROM users WHERE guestUntil < UTC_TIMESTAMP(3) - INTERVAL ? HOUR ORDER BY guestUntil LIMIT ?',
    [graceHours, String(atMost)],
  );
  return affectedRows;
};
