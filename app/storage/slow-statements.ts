import type { Config } from '../../config/load-config.ts';
import type { Log } from '../logging/log.ts';

/** Told of each statement that has ended, well or not, and of the milliseconds that it took. */
export type WatchStatements = (sql: string, ms: number) => void;

/** Letters of a statement that are logged: Elasticsearch finds no longer ones, and batches repeat themselves. */
const mostLetters = 1_000;

/** Logs a statement that alone took longer than a whole request, or message, may take. Its values, which people gave, are never in it. */
export const logSlowStatements = (log: Log, { thresholds }: Pick<Config, 'thresholds'>): WatchStatements => {
  const longest = Math.min(thresholds.httpDurationSeconds, thresholds.messageDurationSeconds) * 1e3;
  return (sql, ms) => {
    if (ms < longest) return;
    log.warn(`A statement took MySQL ${Math.round(ms)} ms.`, {
      'event.duration': ms * 1e6,
      'db.query.text': sql.replace(/\s+/g, ' ').trim().slice(0, mostLetters),
    });
  };
};
