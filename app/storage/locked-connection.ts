import { createConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { SqlValue } from './database.ts';
import type { MysqlLogin } from './login.ts';

/** Milliseconds until an unreachable server counts as such, and that a statement may take. */
const patience = { connect: 2_000, statement: 10_000 };

/** Seconds that it waits for a row that somebody else holds. People come first. */
const lockWaitSeconds = 2;

/** Seconds of silence after which MySQL takes a holder for gone, as after the loss of its machine; its pauses are shorter. */
const silenceSeconds = 120;

/** Runs statements, all on one connection. */
export interface Statements {
  readonly rows: <Row>(sql: string, values?: readonly SqlValue[]) => Promise<Row[]>;
  /** Runs a statement and gives the number of rows that it found or changed, and the id that it made. */
  readonly change: (
    sql: string,
    values?: readonly SqlValue[],
  ) => Promise<{ readonly affectedRows: number; readonly insertId: number }>;
}

/** A connection that holds a right, which ends with it. */
export interface LockedConnection extends Statements {
  /** All of `work` comes to pass, or nothing. */
  readonly transaction: <T>(work: () => Promise<T>) => Promise<T>;
  /** Gives the right away and closes the connection. */
  readonly close: () => Promise<void>;
  /** Closes it at once. MySQL rolls back what is under way. */
  readonly destroy: () => void;
}

/**
 * Connects, and takes a right on this database by its name, which one process on all machines can have.
 * @returns undefined if another has it
 * @throws Error of mysql2 if MySQL cannot be reached or refuses
 */
export const openLockedConnection = async (login: MysqlLogin, right: string): Promise<LockedConnection | undefined> => {
  const connection = await createConnection({
    ...login,
    connectTimeout: patience.connect,
    timezone: 'Z',
    supportBigNumbers: true,
  });
  // The statement that meets the loss tells of it; without a listener it would end the process.
  connection.on('error', () => {});
  const timeout = patience.statement;
  const control = (sql: string) => connection.query({ sql, timeout });
  const statements: Statements = {
    async rows<Row>(sql: string, values: readonly SqlValue[] = []) {
      return (await connection.execute<RowDataPacket[]>({ sql, timeout }, [...values]))[0] as Row[];
    },
    change: async (sql, values = []) => (await connection.execute<ResultSetHeader>({ sql, timeout }, [...values]))[0],
  };
  // A lock's name counts for the whole server, at most 64 characters of it.
  const lock = `${right}:${login.database}`.slice(0, 64);
  const close = async () => {
    try {
      // Spoken out, as the server may notice the end of a connection later.
      await statements.rows('SELECT RELEASE_LOCK(?)', [lock]);
    } finally {
      connection.destroy();
    }
  };
  try {
    // No locks on the gaps between rows, where people's new messages go.
    await control('SET SESSION TRANSACTION ISOLATION LEVEL READ COMMITTED');
    await control(`SET SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}, wait_timeout = ${silenceSeconds}`);
    const [row] = await statements.rows<{ locked: number | null }>('SELECT GET_LOCK(?, 0) AS locked', [lock]);
    if (row?.locked !== 1) {
      connection.destroy();
      return undefined;
    }
  } catch (error) {
    connection.destroy();
    throw error;
  }
  return {
    ...statements,
    close,
    destroy: () => connection.destroy(),
    async transaction(work) {
      await control('START TRANSACTION');
      try {
        const result = await work();
        await control('COMMIT');
        return result;
      } catch (error) {
        // A connection that is gone has rolled back already; the first error is the one that counts.
        await control('ROLLBACK').catch(() => connection.destroy());
        throw error;
      }
    },
  };
};
