import { setTimeout as delay } from 'node:timers/promises';
import { createPool } from 'mysql2/promise';
import type { MysqlLogin } from '../app/storage/login.ts';
import { percentile } from './percentile.ts';

/** Inserts a second, where nothing else is said. */
export const insertsPerSecond = 200;

/** Inserts that may be under way: more than wait even for a table that is locked for seconds. */
const connections = 50;

/** Milliseconds that inserts took. */
export interface InsertTimes {
  readonly p50: number;
  readonly p99: number;
  readonly longest: number;
}

/** Writes messages at an even pace (of so many a second), whether or not earlier ones are done, until `signal` aborts. */
export const insertMessages = async (
  login: MysqlLogin,
  signal: AbortSignal,
  perSecond = insertsPerSecond,
): Promise<InsertTimes> => {
  const pool = createPool({ ...login, connectionLimit: connections });
  const times: number[] = [];
  const insert = async () => {
    const sentAt = performance.now();
    await pool.execute(
      `INSERT INTO chatlogs (user_id, room_name, message, createdAt, updatedAt)
       VALUES (1, 'I', '오늘 저녁에 뭐 먹을까? I was thinking of something warm.', UTC_TIMESTAMP(3), UTC_TIMESTAMP(3))`,
    );
    times.push(performance.now() - sentAt);
  };
  const under: Promise<void>[] = [];
  const began = performance.now();
  while (!signal.aborted) {
    const due = ((performance.now() - began) / 1e3) * perSecond;
    while (under.length < due) under.push(insert());
    await delay(1);
  }
  await Promise.all(under);
  await pool.end();
  return { p50: percentile(0.5, times), p99: percentile(0.99, times), longest: percentile(1, times) };
};
