import { readFile } from 'node:fs/promises';
import { connect as createSocket } from 'node:net';
import { type Connection, createConnection } from 'mysql2';
import { CollectorError, type Deadline } from '../engine/collector.ts';
import { within } from '../engine/deadline.ts';
import { type Flavour, flavourOf } from './flavour.ts';
import { isStatementError, sayMysqlError } from './mysql-error.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Runs one statement within a deadline. @throws CollectorError in a sentence; an error of the statement is its cause */
export type Query = (sql: string, values: readonly (string | number)[], deadline: Deadline) => Promise<readonly Row[]>;

/** One lasting connection to MySQL. */
export interface Session {
  readonly query: Query;
  readonly close: () => Promise<void>;
}

/** Where MySQL is, and who asks. */
export interface MysqlLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Read before each connection, so that a new password works without a restart. */
  readonly passwordFile: string;
}

/** The longest wait for a connection, in milliseconds. */
const connectTimeoutMs = 2_000;

/** The server ends a statement this much before the client gives up, in milliseconds: its answer then keeps the connection. */
const serverMarginMs = 250;

/** A statement gets no less than this, in milliseconds: less would end it before it began. */
const shortestLimitMs = 50;

const run = (connection: Connection, sql: string, values: readonly (string | number)[]): Promise<readonly Row[]> =>
  new Promise((resolve, reject) => {
    connection.query(sql, [...values], (error, rows) => {
      if (error) reject(error);
      else resolve(Array.isArray(rows) ? (rows as Row[]) : []);
    });
  });

/**
 * Keeps one connection, made at the first query and again after it was lost. Its statements run one after the other; one
 * that waits for its turn past its deadline is given up alone. A statement that is past its deadline is ended by the server;
 * where the server does not even do that, the connection is dropped.
 */
export const openSession = (login: MysqlLogin): Session => {
  const { host, port, user, passwordFile } = login;
  let link: { readonly connection: Connection; flavour?: Flavour; readonly drop: () => void } | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const connect = async (deadline: Deadline) => {
    const password = (await readFile(passwordFile, 'utf8')).trim();
    // The deadline or the end may have come meanwhile; nobody would drop a connection made after it.
    deadline.signal.throwIfAborted();
    if (closed) throw new CollectorError('The exporter is stopping.');
    const connectTimeout = Math.max(1, Math.min(connectTimeoutMs, deadline.remainingMs()));
    // A socket of our own: mysql2 only half-closes its own, and a stopped server would hold the process.
    const stream = createSocket({ host, port }).setNoDelay(true);
    const connection = createConnection({ user, password, connectTimeout, stream: () => stream });
    const drop = () => {
      if (link?.connection === connection) link = undefined;
      connection.destroy();
      stream.destroy();
    };
    // Without a listener, the error of an idle connection would end the process.
    connection.on('error', drop);
    stream.once('close', drop);
    link = { connection, drop };
    const [row] = await run(connection, 'SELECT VERSION() AS version', []);
    // Times are read as UTC; a scrape does not wait for someone's ALTER TABLE.
    await run(connection, "SET SESSION time_zone = '+00:00', lock_wait_timeout = 2", []);
    link = { connection, drop, flavour: flavourOf(String(row?.version)) };
    return link;
  };

  const ask = async (sql: string, values: readonly (string | number)[], deadline: Deadline) => {
    const { connection, flavour } = link?.flavour ? link : await connect(deadline);
    const limitMs = Math.max(shortestLimitMs, deadline.remainingMs() - serverMarginMs);
    return run(connection, flavour?.limit(sql, limitMs) ?? sql, values);
  };

  return {
    async query(sql, values, deadline) {
      const late = () => new CollectorError(`MySQL at ${host}:${port} did not answer in time.`);
      const mine = turn.then(async () => {
        // The turn came too late; the connection, which others use, is as good as before.
        if (deadline.signal.aborted) throw late();
        try {
          return await within(ask(sql, values, deadline), deadline, late);
        } catch (error) {
          if (deadline.signal.aborted || !link?.flavour || !isStatementError(error)) link?.drop();
          throw error;
        }
      });
      turn = mine.catch(() => {});
      try {
        return await within(mine, deadline, late);
      } catch (error) {
        throw error instanceof CollectorError
          ? error
          : new CollectorError(sayMysqlError(error, login), { cause: error });
      }
    },
    async close() {
      closed = true;
      link?.drop();
    },
  };
};
