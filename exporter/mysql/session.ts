import type { Connection } from 'mysql2';
import { CollectorError, type Deadline } from '../engine/collector.ts';
import { within } from '../engine/deadline.ts';
import { type Link, makeConnect } from './connection.ts';
import { type Server, serverOf } from './flavour.ts';
import { isStatementError, sayMysqlError } from './mysql-error.ts';
import { namesToValues } from './name-value.ts';

export type Row = Readonly<Record<string, unknown>>;

/** Runs one statement within a deadline. @throws CollectorError in a sentence; an error of the statement is its cause */
export type Query = (sql: string, values: readonly (string | number)[], deadline: Deadline) => Promise<readonly Row[]>;

/** Tells what the server is. @throws CollectorError in a sentence if it cannot be reached */
export type AskServer = (deadline: Deadline) => Promise<Server>;

/** One lasting connection to MySQL. */
export interface Session {
  readonly query: Query;
  readonly server: AskServer;
  readonly close: () => Promise<void>;
}

/** Where MySQL is, and who asks. */
export interface MysqlLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  /** Read again when the password is refused, so that a new one works without a restart. */
  readonly passwordFile: string;
  /** Keys of the configuration that say so, for sentences; those of the one server that is always watched where absent. */
  readonly keys?: { readonly place: string; readonly password: string };
}

/** The server ends a statement this much before the client gives up, in milliseconds: its answer then keeps the connection. */
const serverMarginMs = 250;

/** A statement gets no less than this, in milliseconds: less would end it before it began. */
const shortestLimitMs = 50;

/**
 * Times are read as UTC; a scrape does not wait for someone's ALTER TABLE; and MySQL 8 tells of tables what is so now, not what was
 * so at some time of the last day.
 */
const sessionSetUp =
  "SET SESSION time_zone = '+00:00', /*!80003 information_schema_stats_expiry = 0, */ lock_wait_timeout = 2";

const run = (connection: Connection, sql: string, values: readonly (string | number)[]): Promise<readonly Row[]> =>
  new Promise((resolve, reject) => {
    connection.query(sql, [...values], (error, rows) => {
      if (error) return reject(error);
      const [first] = Array.isArray(rows) ? rows : [];
      // A procedure gives the rows of its statement, and then how it ended itself.
      resolve(Array.isArray(first) ? (first as Row[]) : Array.isArray(rows) ? (rows as Row[]) : []);
    });
  });

/** A connection, of which it is known what it leads to once it is set up. */
type OpeningLink = Link & { readonly server: Server | undefined };
type OpenLink = Link & { readonly server: Server };

const isOpen = (link: OpeningLink | undefined): link is OpenLink => link?.server !== undefined;

/**
 * Keeps one connection, made at the first query and again after it was lost. Its statements run one after the other; one
 * that waits for its turn past its deadline is given up alone. A statement that is past its deadline is ended by the server;
 * where the server does not even do that, the connection is dropped.
 * @param setUp statements that each new connection begins with
 */
export const openSession = (login: MysqlLogin, setUp: readonly string[] = []): Session => {
  const { host, port } = login;
  const connect = makeConnect(login);
  let link: OpeningLink | undefined;
  let turn: Promise<unknown> = Promise.resolve();
  let closed = false;

  const open = async (deadline: Deadline) => {
    const stopping = () => new CollectorError('The exporter is stopping.');
    if (closed) throw stopping();
    let mine: Link | undefined;
    const made = await connect(deadline, () => {
      if (link?.connection === mine?.connection) link = undefined;
    });
    mine = made;
    link = { ...made, server: undefined };
    if (closed) {
      made.drop();
      throw stopping();
    }
    const facts = "SHOW GLOBAL VARIABLES WHERE Variable_name IN ('version', 'performance_schema')";
    const server = serverOf(namesToValues(await run(made.connection, facts, [])));
    await run(made.connection, sessionSetUp, []);
    for (const sql of setUp) await run(made.connection, sql, []);
    const opened = { ...made, server };
    link = opened;
    return opened;
  };

  /** Does some work on the connection when all that came before is done. */
  const inTurn = async <T>(work: () => Promise<T>, deadline: Deadline): Promise<T> => {
    const late = () => new CollectorError(`MySQL at ${host}:${port} did not answer in time.`);
    const mine = turn.then(async () => {
      deadline.onTurn?.();
      // The turn came too late; the connection, which others use, is as good as before.
      if (deadline.signal.aborted) throw late();
      try {
        return await within(work(), deadline, late);
      } catch (error) {
        if (deadline.signal.aborted || !link?.server || !isStatementError(error)) link?.drop();
        throw error;
      }
    });
    turn = mine.catch(() => {});
    try {
      return await within(mine, deadline, late);
    } catch (error) {
      throw error instanceof CollectorError ? error : new CollectorError(sayMysqlError(error, login), { cause: error });
    }
  };

  const send = ({ connection, server }: OpenLink, [sql, values, deadline]: Parameters<Query>): ReturnType<Query> => {
    const limitMs = Math.max(shortestLimitMs, deadline.remainingMs() - serverMarginMs);
    return run(connection, server.flavour.limit(sql, limitMs), values);
  };

  return {
    query: (...asked) => {
      const [, , deadline] = asked;
      // Sent at once when its turn comes: the server then works while the answer before it is read.
      return inTurn(
        () => (isOpen(link) ? send(link, asked) : open(deadline).then((opened) => send(opened, asked))),
        deadline,
      );
    },
    server: (deadline) =>
      isOpen(link)
        ? Promise.resolve(link.server)
        : inTurn(async () => (isOpen(link) ? link : await open(deadline)).server, deadline),
    async close() {
      closed = true;
      link?.drop();
    },
  };
};
