import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type Connection, createConnection, type RowDataPacket } from 'mysql2/promise';
import { type Config, parseConfig } from '../../config/load-config.ts';
import type { ConfigInput } from '../../config/schema.ts';
import { startDeadline } from '../../exporter/engine/deadline.ts';
import { exporterConnections, exporterGrants, exporterProcedures, exporterViews } from '../../exporter/grants.ts';
import { openSession, type Query, type Session } from '../../exporter/mysql/session.ts';
import { createMariadbAccounts } from '../../lab/servers/mariadb-accounts.ts';
import { freePort } from './free-port.ts';
import { type DatabaseKind, startMariadb, type TestMariadb } from './start-mariadb.ts';

/** The chat service's columns that the exporter's tests need. */
const columns = `chat_id BIGINT UNSIGNED NOT NULL AUTO_INCREMENT PRIMARY KEY,
  message VARCHAR(255) NOT NULL DEFAULT '', createdAt DATETIME(3) NULL`;

/** A MariaDB with the exporter's user, and the configuration of an exporter of it. */
export interface ExporterMariadb {
  readonly server: TestMariadb;
  readonly config: Config;
  /** Runs a statement as the chat service, on a connection of its own. */
  readonly run: (sql: string, values?: unknown[]) => Promise<unknown>;
  /** Opens a connection of the chat service, for transactions. The caller ends it. */
  readonly connect: () => Promise<Connection>;
  /** Makes a chat table and lets the exporter read what it may. */
  readonly makeTable: (name: string) => Promise<void>;
  /** A session of the exporter's user, whose connections begin with some statements. */
  readonly openSession: (setUp?: readonly string[]) => Session;
  /** Closes all sessions and waits until the server has let go of them: the user may hold only a few. */
  readonly closeSessions: () => Promise<void>;
  /** Stops the server dead, as a machine without memory does, or lets it go on. */
  readonly signal: (signal: 'SIGSTOP' | 'SIGCONT') => Promise<void>;
  /** Ids of the connections that the exporter's user holds. */
  readonly connections: () => Promise<readonly number[]>;
  /** Kills one of them. */
  readonly kill: (connectionId: number) => Promise<void>;
  readonly passwordFile: string;
  readonly stop: () => Promise<void>;
}

/**
 * Starts a MariaDB, or a MySQL in its place, with the grants of the exporter, of which those on missing tables wait for
 * `makeTable`.
 */
export const startExporterMariadb = async (
  { exporter, ...input }: ConfigInput = {},
  kind: DatabaseKind = 'mariadb',
): Promise<ExporterMariadb> => {
  const server = await startMariadb(undefined, undefined, kind);
  const passwordFile = join(server.folder, 'secrets', 'mysql-exporter');
  const config = parseConfig(
    {
      mysql: { port: server.port },
      exporter: {
        port: await freePort(),
        mysqlPasswordFile: passwordFile,
        dockerSocket: join(server.folder, 'docker.sock'),
        ...exporter,
      },
      ...input,
    },
    join(server.folder, 'gapwatch.config.ts'),
  );
  await writeFile(
    join(server.folder, 'gapwatch.config.ts'),
    `export default ${JSON.stringify({ ...config, root: undefined })};\n`,
  );
  const grant = () =>
    createMariadbAccounts({
      folder: join(server.folder, 'mariadb'),
      database: config.mysql.database,
      routines: [...exporterProcedures(config, kind), ...exporterViews(config)],
      users: [
        {
          name: config.exporter.mysqlUser,
          passwordFile,
          grants: exporterGrants(config, kind),
          maxConnections: exporterConnections(config),
        },
      ],
    });
  await grant();
  const connect = () => createConnection(server.app);
  const run = async (sql: string, values: unknown[] = []) => {
    const connection = await connect();
    try {
      return (await connection.query(sql, values))[0];
    } finally {
      await connection.end();
    }
  };
  let sessions: Session[] = [];
  const administer = async (sql: string): Promise<RowDataPacket[]> => {
    const admin = await createConnection(server.admin);
    try {
      return (await admin.query<RowDataPacket[]>(sql))[0];
    } finally {
      await admin.end();
    }
  };
  const connections = () =>
    administer(`SELECT id FROM information_schema.processlist WHERE user = '${config.exporter.mysqlUser}'`);
  return {
    server,
    config,
    passwordFile,
    connect,
    run,
    async makeTable(name) {
      await run(`CREATE TABLE ${name} (${columns})`);
      await grant();
    },
    openSession(setUp) {
      const { host, port } = config.mysql;
      const session = openSession({ host, port, user: config.exporter.mysqlUser, passwordFile }, setUp);
      sessions.push(session);
      return session;
    },
    signal: async (signal) => (signal === 'SIGSTOP' ? server.freeze() : server.thaw()),
    connections: async () => (await connections()).map(({ id }) => Number(id)),
    async kill(connectionId) {
      await administer(`KILL ${connectionId}`);
    },
    async closeSessions() {
      await Promise.all(sessions.map((session) => session.close()));
      sessions = [];
      while ((await connections()).length > 0) await delay(20);
    },
    stop: server.stop,
  };
};

/** Runs a statement of the exporter with five seconds of time. */
export const ask = async (query: Query, sql: string): ReturnType<Query> => {
  const deadline = startDeadline(5_000);
  return query(sql, [], deadline).finally(deadline.end);
};
