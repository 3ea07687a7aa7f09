import type { Command, Look } from './command.ts';
import { changeBySql, sql } from './sql.ts';

/** A job of the app that one process on all machines does: who holds its lock in MySQL. */
type Job = 'retention' | 'search';

/** Ends the connection that holds the lock of a job of the app; another process of it takes that a moment later. */
export const endLockHolder = (job: Job): Command<true> =>
  changeBySql(`KILL CONNECTION IS_USED_LOCK(CONCAT("${job}:", DATABASE()))`);

/** The connection that holds the lock of a job of the app. */
export const lockHolder = (job: Job): Look =>
  sql(
    `SELECT id, user, host, time FROM information_schema.PROCESSLIST WHERE id = IS_USED_LOCK(CONCAT("${job}:", DATABASE()))`,
    'administrator',
  );
