import { setTimeout as delay } from 'node:timers/promises';
import { createPool, type PoolConnection, type ResultSetHeader, type RowDataPacket } from 'mysql2/promise';
import type { Telemetry } from '../telemetry/telemetry.ts';
import type { Database, Session, SqlValue } from './database.ts';
import type { MysqlLogin } from './login.ts';
import { isFatal } from './mysql-error.ts';
import { measurePool } from './pool-metrics.ts';
import type { WatchStatements } from './slow-statements.ts';

/** Milliseconds until an unreachable server counts as such. */
const connectTimeout = 2_000;

/** Milliseconds that a statement may take. Beyond that its connection is dropped, and people are told that it failed. */
const statementTimeout = 5_000;

/** Statements that may wait for each connection. More would wait longer than {@link waitTimeout} anyway. */
const queuePerConnection = 200;

/**
 * Seconds that a statement waits for a row that another transaction holds: the mover's are short, and one that another worker is
 * just storing is soon there. A transaction that was left open by a machine that is gone must not hold up everybody.
 */
const lockWaitSeconds = 1;

/**
 * MySQL does not notice that nobody waits for a statement any more, and would finish it beside all others. Our own limit comes
 * first, so that its connection is dropped. MariaDB reads the one comment, MySQL the other, which limits what only reads.
 */
const limits = `SET SESSION innodb_lock_wait_timeout = ${lockWaitSeconds}
  /*M!100101 , max_statement_time = ${statementTimeout / 1e3 + 1} */ /*!50708 , max_execution_time = ${statementTimeout + 1e3} */`;

/** Prepared statements that each connection keeps on the server, which has 16,382 for all: ours, also those of many sizes. */
const preparedStatements = 100;

/** Milliseconds that a statement waits for a connection; a little less than a person waits for an answer. */
const waitTimeout = 2_000;

const sessionOf = (connection: PoolConnection, watch: WatchStatements): Session => {
  const execute = async <T extends RowDataPacket[] | ResultSetHeader>(sql: string, values: readonly SqlValue[]) => {
    const start = performance.now();
    try {
      const [result] = await connection.execute<T>({ sql, timeout: statementTimeout }, [...values]);
      return result;
    } finally {
      watch(sql, performance.now() - start);
    }
  };
  return {
    rows: async <Row>(sql: string, values: readonly SqlValue[] = []) =>
      (await execute<RowDataPacket[]>(sql, values)) as Row[],
    run: async (sql, values = []) => (await execute<ResultSetHeader>(sql, values)).insertId,
  };
};

/** A pool of at most `size` measured connections. It opens them as they are needed, and so outlives MySQL's absences. */
export const openDatabase = (
  login: MysqlLogin,
  options: {
    readonly size: number;
    readonly telemetry: Telemetry;
    readonly worker: string;
    readonly watch?: WatchStatements;
  },
): Database => {
  const { size, telemetry, worker, watch = () => {} } = options;
  const pool = createPool({
    ...login,
    connectionLimit: size,
    queueLimit: size * queuePerConnection,
    connectTimeout,
    maxPreparedStatements: preparedStatements,
    timezone: 'Z',
    supportBigNumbers: true,
  });
  const acquire = measurePool({ pool, size, waitTimeout, telemetry, worker });

  const known = new WeakSet<object>();
  const setUp = async (lent: PoolConnection): Promise<void> => {
    if (known.has(lent.connection)) return;
    await lent.query({ sql: limits, timeout: statementTimeout });
    known.add(lent.connection);
  };

  const use = async <T>(work: (connection: PoolConnection) => Promise<T>): Promise<T> => {
    const { connection, release, drop } = await acquire();
    try {
      await setUp(connection);
      const result = await work(connection);
      release();
      return result;
    } catch (error) {
      if (isFatal(error)) drop();
      else release();
      throw error;
    }
  };

  return {
    rows: (sql, values) => use((connection) => sessionOf(connection, watch).rows(sql, values)),
    run: (sql, values) => use((connection) => sessionOf(connection, watch).run(sql, values)),
    transaction: (work) =>
      use(async (connection) => {
        // mysql2's own functions for these have no time limit.
        const control = (sql: string) => connection.query({ sql, timeout: statementTimeout });
        await control('START TRANSACTION');
        try {
          const result = await work(sessionOf(connection, watch));
          await control('COMMIT');
          return result;
        } catch (error) {
          // MySQL rolls back what a dropped connection leaves behind; the first error is the one that counts.
          if (!isFatal(error)) await control('ROLLBACK').catch(() => connection.destroy());
          throw error;
        }
      }),
    async end(withinMs) {
      const over = new AbortController();
      // A statement that MySQL does not answer would hold mysql2's end, in one case for ever.
      await Promise.race([pool.end(), delay(withinMs, undefined, { signal: over.signal })]);
      over.abort();
    },
  };
};
