import type { MysqlLogin } from './session.ts';

/** Error numbers that have a sentence of their own. @see https://mariadb.com/kb/en/mariadb-error-code-reference/ */
const accessDenied = 1045;
const tooManyConnections = 1040;
const noSuchTable = 1146;
/** Of a table that is not there. */
const viewInvalid = 1356;
/** By the server's own limit for each user, and by the account's. */
const tooManyUserConnections: readonly unknown[] = [1203, 1226];
const tableDenied = 1142;
const columnDenied = 1143;
/** No such routine, and no right to call it: the server does not tell which to one who may not know. */
const routineRefused: readonly unknown[] = [1305, 1370];
/** MariaDB's, then MySQL's. */
const timedOut: readonly unknown[] = [1969, 3024];

const property = (error: unknown, name: 'errno' | 'code' | 'path' | 'sqlState'): unknown =>
  error instanceof Error ? Reflect.get(error, name) : undefined;

/** Whether the server answered a statement with an error; else the connection is of no more use. */
export const isStatementError = (error: unknown): boolean => property(error, 'sqlState') !== undefined;

/** Whether the server does not know the user by this password. */
export const isRefusedLogin = (error: unknown): boolean => property(error, 'errno') === accessDenied;

/** Whether the table is not there, or not for this user: the server does not tell which to one who may not know. */
export const isMissingTable = (error: unknown): boolean => {
  const errno = property(error, 'errno');
  return [noSuchTable, viewInvalid, tableDenied, columnDenied].some((known) => known === errno);
};

/** Keys of the server that the exporter watches by itself. */
const ownKeys = { place: 'mysql.host, mysql.port', password: 'exporter.mysqlPasswordFile' };

/** Says an error of MySQL, or on the way to it, in one sentence that names the keys of the configuration. */
export const sayMysqlError = (
  error: unknown,
  { host, port, user, passwordFile, keys = ownKeys }: MysqlLogin,
): string => {
  const errno = property(error, 'errno');
  const code = property(error, 'code');
  const message = error instanceof Error ? error.message : String(error);
  if (errno === accessDenied) {
    return `MySQL refuses user ${user}: put its password into ${passwordFile} (${keys.password}), or make the user by what \`gapwatch exporter grants\` prints.`;
  }
  if (tooManyUserConnections.includes(errno)) {
    return `MySQL user ${user} has as many connections as it may (MAX_USER_CONNECTIONS), expected one to be free: let one exporter only use this user, or apply what \`gapwatch exporter grants\` prints.`;
  }
  if (errno === tooManyConnections) {
    return `MySQL at ${host}:${port} lets nobody in: it has as many connections as it may (max_connections); see which client holds them.`;
  }
  if (routineRefused.includes(errno)) {
    return `MySQL at ${host}:${port} has no such procedure for user ${user}: apply what \`gapwatch exporter grants\` prints.`;
  }
  if (property(error, 'path') !== undefined) {
    return `The password of MySQL user ${user} cannot be read (${keys.password}): ${message}.`;
  }
  if (timedOut.includes(errno)) return `MySQL at ${host}:${port} ended the statement at its deadline.`;
  if (typeof code === 'string' && /^(E[A-Z]+|PROTOCOL_CONNECTION_LOST)$/.test(code)) {
    return `MySQL does not answer at ${host}:${port} (${keys.place}): ${code}.`;
  }
  return `MySQL at ${host}:${port} answers with an error: ${message}`;
};
