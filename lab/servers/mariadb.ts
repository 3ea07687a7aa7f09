import { access, mkdir, rename, rm } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { createConnection } from 'mysql2';
import { startChild } from '../child.ts';
import { LabError } from '../lab-error.ts';
import type { Program, Service } from '../service.ts';
import { lastLines } from '../supervisor/log-files.ts';
import { findExecutable, isExecutable } from './find-program.ts';
import { createMariadbAccounts, type MariadbAccounts, mariadbSocket } from './mariadb-accounts.ts';
import { packagedServer } from './packaged-server.ts';

/** MariaDB, which stands for MySQL in the lab. */
export const mariadb = packagedServer({
  name: 'mariadb',
  variable: 'GAPWATCH_MARIADBD',
  names: ['mariadbd'],
  versionArgs: ['--no-defaults', '--version'],
  versionPattern: /Ver (\d+\.\d+\.\d+)-MariaDB/,
  packages: ['mariadb-server'],
  without: 'no messages are stored, so the chat service does not start',
});

/** Where this MariaDB listens, where it keeps its data, and whom it lets in. */
export interface MariadbOptions extends MariadbAccounts {
  readonly host: string;
  readonly port: number;
}

const installer = async (program: Program): Promise<string> => {
  const folder = dirname(program.path);
  const name = 'mariadb-install-db';
  const besides = [join(folder, name), join(folder, '..', 'bin', name), join(folder, '..', 'scripts', name)];
  for (const path of besides) if (await isExecutable(path)) return path;
  const found = await findExecutable(name, process.env);
  if (found !== undefined) return found;
  throw new LabError(
    `${program.path} has no ${name} beside it or on PATH; install MariaDB's server scripts, or set ${mariadb.variable} to a full installation.`,
  );
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** Makes the data folder in one step, so that an interrupted start leaves none that is half made. */
const initialise = async (program: Program, folder: string, dataFolder: string, signal: AbortSignal): Promise<void> => {
  const begun = `${dataFolder}.begun`;
  await rm(begun, { recursive: true, force: true });
  const args = [
    '--no-defaults',
    `--datadir=${begun}`,
    `--tmpdir=${temporaryFolder(folder)}`,
    // The person who runs the lab administers it over the socket, without a password; nobody does over the network.
    '--auth-root-authentication-method=socket',
    `--auth-root-socket-user=${userInfo().username}`,
    '--skip-test-db',
    '--skip-name-resolve',
    ...runAs(),
  ];
  const logFile = join(folder, 'install.log');
  const command = await installer(program);
  const child = await startChild({ name: 'mariadb-install-db', command, args, stopSignal: 'SIGTERM' }, { logFile });
  // It is a script that starts others: only its whole group is all of it.
  signal.addEventListener('abort', child.kill, { once: true });
  if (signal.aborted) child.kill();
  const { code } = await child.exited;
  signal.removeEventListener('abort', child.kill);
  signal.throwIfAborted();
  if (code !== 0) {
    const log = (await lastLines(logFile, 10)).map((line) => `\n  | ${line}`).join('');
    throw new LabError(`mariadb-install-db ended with exit code ${code}. Its log ${logFile} ends with:${log}`);
  }
  await rename(begun, dataFolder);
};

/**
 * Temporary tables of its own folder: each MariaDB that starts deletes all `#sql` files in its temporary folder, those of
 * another one too.
 */
const temporaryFolder = (folder: string): string => join(folder, 'tmp');

/** MariaDB refuses to be root unless told so. */
const runAs = (): string[] => (process.getuid?.() === 0 ? ['--user=root'] : []);

/** A MariaDB with a data folder of its own; its accounts are made after every start. */
export const mariadbService = (program: Program, options: MariadbOptions): Service => {
  const { host, port } = options;
  const folder = resolve(options.folder);
  const dataFolder = join(folder, 'data');
  const socketPath = mariadbSocket(folder);
  return {
    name: mariadb.name,
    version: program.version,
    url: `mysql://${host}:${port}`,
    host,
    ports: [port],
    after: [],
    command: program.path,
    args: [
      '--no-defaults',
      `--datadir=${dataFolder}`,
      `--tmpdir=${temporaryFolder(folder)}`,
      `--socket=${socketPath}`,
      `--pid-file=${join(folder, 'mariadbd.pid')}`,
      `--bind-address=${host}`,
      `--port=${port}`,
      '--skip-name-resolve',
      '--character-set-server=utf8mb4',
      '--collation-server=utf8mb4_unicode_ci',
      // Else the full-text search knows no Korean word of two syllables, which most have.
      '--innodb-ft-min-token-size=1',
      // The exporter reads its statement digests; Debian ships it off.
      '--performance-schema=ON',
      '--slow-query-log=ON',
      `--slow-query-log-file=${join(folder, 'slow.log')}`,
      '--long-query-time=1',
      ...runAs(),
    ],
    ...(program.env && { env: program.env }),
    async prepare(say, signal) {
      await mkdir(temporaryFolder(folder), { recursive: true, mode: 0o700 });
      await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 });
      if (await isThere(dataFolder)) return;
      say(`${mariadb.name}: makes its data folder ${dataFolder}`);
      await initialise(program, folder, dataFolder, signal);
    },
    ready: (signal) => answers(socketPath, signal),
    async afterReady() {
      await createMariadbAccounts(options);
    },
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
  };
};

const answers = (socketPath: string, signal: AbortSignal): Promise<boolean> =>
  new Promise((resolve) => {
    const connection = createConnection({ socketPath, user: userInfo().username });
    const fail = () => {
      connection.destroy();
      resolve(false);
    };
    connection.on('error', fail);
    signal.addEventListener('abort', fail, { once: true });
    connection.query('SELECT 1', (error) => {
      if (error !== null) return fail();
      // A connection that just breaks off makes the server log a warning.
      connection.end(() => resolve(true));
    });
  });
