import { readFile } from 'node:fs/promises';
import { connect as createSocket } from 'node:net';
import { type Connection, createConnection } from 'mysql2';
import type { Deadline } from '../engine/collector.ts';
import { within } from '../engine/deadline.ts';
import { isRefusedLogin } from './mysql-error.ts';
import type { MysqlLogin } from './session.ts';

/** A connection that MySQL has let in. */
export interface Link {
  readonly connection: Connection;
  /** Gives it up at once, without a word to the server. */
  readonly drop: () => void;
}

/** The longest wait for a connection, in milliseconds. */
const connectTimeoutMs = 2_000;

/**
 * Connects to MySQL, which runs no statement for it.
 * @param onLost is called once it is of no more use, whoever ended it
 * @throws the driver's error, or that of reading the password; whatever, where the deadline comes first
 */
export type Connect = (deadline: Deadline, onLost: () => void) => Promise<Link>;

const letIn = async (
  { host, port, user }: MysqlLogin,
  password: string,
  deadline: Deadline,
  onLost: () => void,
): Promise<Link> => {
  deadline.signal.throwIfAborted();
  const connectTimeout = Math.max(1, Math.min(connectTimeoutMs, deadline.remainingMs()));
  // A socket of our own: mysql2 only half-closes its own, and a stopped server would hold the process.
  const stream = createSocket({ host, port }).setNoDelay(true);
  const connection = createConnection({
    user,
    password,
    connectTimeout,
    stream: () => stream,
    // It keeps room for these from the start, and none is used.
    maxPreparedStatements: 1,
  });
  const drop = () => {
    onLost();
    connection.destroy();
    stream.destroy();
  };
  // Without a listener, the error of an idle connection would end the process.
  connection.on('error', drop);
  stream.once('close', drop);
  deadline.signal.addEventListener('abort', drop, { once: true });
  try {
    await new Promise<void>((resolve, reject) => {
      // Of one that is dropped meanwhile, the driver says nothing.
      const lose = () => reject(new Error('the connection was closed'));
      stream.once('close', lose);
      connection.connect((error) => {
        stream.off('close', lose);
        if (error) reject(error);
        else resolve();
      });
    });
  } catch (error) {
    drop();
    throw error;
  } finally {
    deadline.signal.removeEventListener('abort', drop);
  }
  return { connection, drop };
};

/** Makes what connects by a login. It reads the password at first, and again when MySQL refuses the one that it knows. */
export const makeConnect = (login: MysqlLogin): Connect => {
  const readPassword = async () => (await readFile(login.passwordFile, 'utf8')).trim();
  let known: string | undefined;
  return async (deadline, onLost) => {
    const tried = known ?? (await readPassword());
    try {
      const link = await letIn(login, tried, deadline, onLost);
      known = tried;
      return link;
    } catch (error) {
      known = undefined;
      if (!isRefusedLogin(error)) throw error;
      const now = await readPassword();
      if (now === tried) throw error;
      return letIn(login, now, deadline, onLost);
    }
  };
};

/**
 * Proves that MySQL lets the user in: connects, and takes leave in good order, so that the server counts no aborted client.
 * @returns how long it took to be let in, in seconds
 * @throws as {@link Connect} does
 */
export const proveLogin = async (connect: Connect, deadline: Deadline): Promise<number> => {
  const began = performance.now();
  const { promise: left, resolve: leave } = Promise.withResolvers<void>();
  const { connection, drop } = await connect(deadline, leave);
  const seconds = (performance.now() - began) / 1000;
  connection.end();
  await within(left, deadline, () => new Error('the server let in, but not out')).finally(drop);
  return seconds;
};
