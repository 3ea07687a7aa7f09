import { readFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { join } from 'node:path';
import { mariadb, mariadbService } from '../../lab/servers/mariadb.ts';
import { type MariadbUser, mariadbSocket } from '../../lab/servers/mariadb-accounts.ts';
import { freePort } from './free-port.ts';
import { mysql } from './mysql-server.ts';
import { mysqlService } from './start-mysql.ts';
import { findServer, startServer, type TestServer } from './start-service.ts';

/** How a client reaches a MariaDB, as mysql2 takes it. */
interface MysqlLogin {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly password: string;
  readonly database: string;
}

/** A MariaDB under test with the database `fungap`. */
export interface TestMariadb extends TestServer {
  /** All privileges, over the socket. */
  readonly admin: { readonly socketPath: string; readonly user: string; readonly database: string };
  /** The chat service's user: all on its database. */
  readonly app: MysqlLogin;
  readonly appPasswordFile: string;
}

const database = 'fungap';

/** The servers that speak MySQL's protocol, and how each is started. */
const kinds = {
  mariadb: { server: mariadb, service: mariadbService },
  mysql8: { server: mysql, service: mysqlService },
} as const;

export type DatabaseKind = keyof typeof kinds;

/**
 * Starts a MariaDB of its own (about 1 s), or a MySQL in its place (5 s), with the chat service's user and any others; `users` gets
 * its folder.
 * @param args more arguments of the server
 */
export const startMariadb = async (
  users: (folder: string) => readonly MariadbUser[] = () => [],
  args: readonly string[] = [],
  kind: DatabaseKind = 'mariadb',
): Promise<TestMariadb> => {
  const program = await findServer(kinds[kind].server);
  const port = await freePort();
  const passwordFile = (folder: string) => join(folder, 'secrets', 'mysql-app');
  const server = await startServer((folder) => {
    const service = kinds[kind].service(program, {
      folder: join(folder, 'mariadb'),
      host: '127.0.0.1',
      port,
      database,
      users: [
        { name: 'fungap', passwordFile: passwordFile(folder), grants: [`ALL PRIVILEGES ON \`${database}\`.*`] },
        ...users(folder),
      ],
    });
    return { ...service, args: [...service.args, ...args] };
  });
  const appPasswordFile = passwordFile(server.folder);
  return {
    ...server,
    admin: { socketPath: mariadbSocket(join(server.folder, 'mariadb')), user: userInfo().username, database },
    app: {
      host: server.host,
      port,
      user: 'fungap',
      password: (await readFile(appPasswordFile, 'utf8')).trim(),
      database,
    },
    appPasswordFile,
  };
};
