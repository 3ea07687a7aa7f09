import { type LockedConnection, openLockedConnection } from '../storage/locked-connection.ts';
import type { MysqlLogin } from '../storage/login.ts';

/** A connection that holds the right to move. */
export type MoverConnection = LockedConnection;

/**
 * Connects, and takes the right to move the messages of this database, which one process on all machines can have.
 * @returns undefined if another has it
 * @throws Error of mysql2 if MySQL cannot be reached or refuses
 */
export const openMoverConnection = (login: MysqlLogin): Promise<MoverConnection | undefined> =>
  openLockedConnection(login, 'retention');
