import { createHash } from 'node:crypto';
import { tmpdir, userInfo } from 'node:os';
import { join, resolve } from 'node:path';
import { createConnection, escapeId, escape as quote } from 'mysql2/promise';
import { readOrMakeSecret } from '../secret-file.ts';

/** One account of the database, and what it may do. */
export interface MariadbUser {
  readonly name: string;
  /** Holds the password; made (0600, in a folder 0700) with a random one where it is missing. */
  readonly passwordFile: string;
  /** Each a GRANT without its TO: "SELECT, INSERT ON `fungap`.*". */
  readonly grants: readonly string[];
  /** Connections it may hold at once; unlimited where absent. */
  readonly maxConnections?: number;
}

/** What a MariaDB in `folder` holds for its clients. */
export interface MariadbAccounts {
  readonly folder: string;
  readonly database: string;
  /** Statements that make what users are let to read and call; safe to repeat. */
  readonly routines?: readonly string[];
  readonly users: readonly MariadbUser[];
}

/** MariaDB's `ER_NO_SUCH_TABLE`: a grant on a table that nobody has made yet. */
const noSuchTable = 1146;

/** A Unix socket's path may have 107 bytes (`sun_path` of unix(7), less its final zero). */
const longestSocketPath = 107;

/** The server's socket: in its folder, or in the system's temporary one where that path is too long for a socket. */
export const mariadbSocket = (folder: string): string => {
  const inside = join(resolve(folder), 'mariadb.sock');
  if (Buffer.byteLength(inside) <= longestSocketPath) return inside;
  const hash = createHash('sha256').update(inside).digest('hex').slice(0, 16);
  return join(tmpdir(), `gapwatch-${userInfo().username}`, `${hash}.sock`);
};

/**
 * Makes the database and its users in a running server and gives them what they may do. Safe to repeat: passwords follow
 * their files, grants are added. A server that listens on loopback only lets in users of this machine, whatever their host.
 * @returns the grants and routines that name a table which is not there yet, for another call once it is.
 */
export const createMariadbAccounts = async ({
  folder,
  database,
  routines = [],
  users,
}: MariadbAccounts): Promise<string[]> => {
  const admin = await createConnection({ socketPath: mariadbSocket(folder), user: userInfo().username });
  const waiting: string[] = [];
  /** Runs a statement, or keeps what it is about for later where its table is not there yet. */
  const tryNow = async (statement: string, about: string) => {
    try {
      await admin.query(statement);
    } catch (error) {
      if (!(error instanceof Error && 'errno' in error && error.errno === noSuchTable)) throw error;
      waiting.push(about);
    }
  };
  try {
    await admin.query(`CREATE DATABASE IF NOT EXISTS ${escapeId(database)} CHARACTER SET utf8mb4`);
    for (const statement of routines) await tryNow(statement, statement);
    for (const user of users) {
      const account = `${quote(user.name)}@'%'`;
      const password = quote(await readOrMakeSecret(user.passwordFile));
      await admin.query(`CREATE USER IF NOT EXISTS ${account} IDENTIFIED BY ${password}`);
      await admin.query(
        `ALTER USER ${account} IDENTIFIED BY ${password} WITH MAX_USER_CONNECTIONS ${user.maxConnections ?? 0}`,
      );
      for (const grant of user.grants) await tryNow(`GRANT ${grant} TO ${account}`, grant);
    }
  } finally {
    await admin.end();
  }
  return waiting;
};
