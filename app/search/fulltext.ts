import { setTimeout as delay } from 'node:timers/promises';
import type { Log } from '../logging/log.ts';
import { type LockedConnection, openLockedConnection } from '../storage/locked-connection.ts';
import type { MysqlLogin } from '../storage/login.ts';

/**
 * Milliseconds between turns, between looks whether the index holds more of the past than of the present, and in which a
 * message's transaction has long come to its end.
 */
const periods = { turn: 1_000, size: 30_000, settled: 10_000, retry: 5_000 };

/** Messages of one transaction. */
const most = 1_000;

/** Messages that are gone may be as many as those that live, and these besides. */
const spareRows = 1_000;

/** An index that was left by a process that died, or is about to be one. */
const passing = 'DROP TABLE IF EXISTS search_fulltext_next, search_fulltext_old';

const copy = (table: string, unlessThere: string) =>
  `INSERT INTO ${table} (chat_id, message) SELECT c.chat_id, c.message FROM chatlogs AS c
   WHERE c.chat_id > ?${unlessThere} ORDER BY c.chat_id LIMIT ?`;

const missing = ' AND NOT EXISTS (SELECT 1 FROM search_fulltext AS w WHERE w.chat_id = c.chat_id)';

/** The highest id of a table; 0 where it is empty. */
const lastOf = async ({ rows }: LockedConnection, table: string): Promise<number> => {
  const [last] = await rows<{ id: number | null }>(`SELECT MAX(chat_id) AS id FROM ${table}`);
  return last?.id ?? 0;
};

/** Makes the index anew beside the old one, which it then replaces in one step. */
const build = async (connection: LockedConnection, signal: AbortSignal): Promise<void> => {
  const { change } = connection;
  // Else words like `the` and `will` are never found.
  await change('SET SESSION innodb_ft_enable_stopword = OFF');
  await change(passing);
  await change('CREATE TABLE search_fulltext_next LIKE search_fulltext');
  for (let after = 0; ; ) {
    signal.throwIfAborted();
    const { affectedRows } = await change(copy('search_fulltext_next', ''), [after, String(most)]);
    if (affectedRows < most) break;
    after = await lastOf(connection, 'search_fulltext_next');
  }
  await change('RENAME TABLE search_fulltext TO search_fulltext_old, search_fulltext_next TO search_fulltext');
  await change(passing);
};

const isTooLarge = async ({ rows }: LockedConnection): Promise<boolean> => {
  const [counts] = await rows<{ indexed: number; live: number }>(
    'SELECT (SELECT COUNT(*) FROM search_fulltext) AS indexed, (SELECT COUNT(*) FROM chatlogs) AS live',
  );
  return counts !== undefined && counts.indexed > 2 * counts.live + spareRows;
};

/**
 * Keeps the full-text index of the live messages up to date, until the signal aborts. It is a table of its own: in `chatlogs` it
 * would take a fifth to a half of the mover's speed, hold up those who write whenever MySQL sorts new words in, and never forget
 * what the mover took away. What is gone stays in it and is left out by whoever searches, until there is more of that than of the
 * rest.
 */
const feed = async (connection: LockedConnection, signal: AbortSignal): Promise<void> => {
  const { change } = connection;
  /** The id below which none comes any more, and those that were the last since then. */
  let settled = 0;
  let marks = [{ id: await lastOf(connection, 'chatlogs'), at: performance.now() }];
  let sizedAt = Number.NEGATIVE_INFINITY;
  await build(connection, signal);
  for (;;) {
    const { affectedRows } = await change(copy('search_fulltext', missing), [settled, String(most)]);
    if (affectedRows === most) continue;
    const now = performance.now();
    marks.push({ id: await lastOf(connection, 'search_fulltext'), at: now });
    settled = marks.findLast(({ at }) => now - at >= periods.settled)?.id ?? settled;
    marks = marks.filter(({ at }) => now - at < periods.settled);
    if (now - sizedAt >= periods.size) {
      if (await isTooLarge(connection)) await build(connection, signal);
      sizedAt = now;
      // All once more, as a machine that stood still may have ended a transaction very late.
      settled = 0;
    }
    await delay(periods.turn, undefined, { signal });
  }
};

/**
 * Starts the keeper of the full-text index, of which one works on all machines.
 * @returns a function that stops it, within about a second
 */
export const startFulltext = ({
  login,
  log,
}: {
  readonly login: MysqlLogin;
  readonly log: Log;
}): (() => Promise<void>) => {
  const stop = new AbortController();
  const { signal } = stop;
  const work = async (): Promise<void> => {
    const connection = await openLockedConnection(login, 'fulltext');
    if (!connection) return;
    signal.addEventListener('abort', connection.destroy, { once: true });
    try {
      signal.throwIfAborted();
      await feed(connection, signal);
    } finally {
      signal.removeEventListener('abort', connection.destroy);
      connection.destroy();
    }
  };
  const keep = async (): Promise<void> => {
    while (!signal.aborted) {
      await work().catch((error: unknown) => {
        if (!signal.aborted) log.warn('The keeper of the full-text index broke off; another try follows.', {}, error);
      });
      await delay(periods.retry, undefined, { signal }).catch(() => {});
    }
  };
  const keeping = keep();
  return async () => {
    stop.abort(new Error('The keeper of the full-text index stops.'));
    await keeping;
  };
};
