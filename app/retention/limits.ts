import type { Config } from '../../config/load-config.ts';

/** The table that people read, and the one where old messages go. */
export const tables = { live: 'chatlogs', backup: 'chatlogBackups' } as const;

/** Which messages have to leave the live table, and how gently. */
export interface Limits {
  /** Messages that a run leaves; absent where the table has no cap. */
  readonly keepRows?: number;
  /** Messages that it leaves of each room; absent where rooms have no limit of their own. */
  readonly roomRows?: number;
  readonly rooms: readonly string[];
  readonly maxAgeSeconds: number;
  /** Messages of one transaction. */
  readonly chunkRows: number;
  /** Length of the pause after a transaction over the time that it took. */
  readonly pauseRatio: number;
}

/** The limits of a configuration. The cap is that of the live table in `tables`. */
export const readLimits = ({ rooms, retention, tables: watched }: Config): Limits => {
  const { maxAgeDays, roomRows, fillRatio, chunkRows, pauseRatio } = retention;
  const capRows = watched.find(({ name }) => name === tables.live)?.capRows;
  return {
    ...(capRows !== undefined && { keepRows: Math.floor(capRows * fillRatio) }),
    ...(roomRows !== undefined && { roomRows }),
    rooms,
    maxAgeSeconds: maxAgeDays * 86_400,
    chunkRows,
    pauseRatio,
  };
};
