import { access, mkdir, rename, rm, writeFile } from 'node:fs/promises';
import { userInfo } from 'node:os';
import { dirname, join } from 'node:path';
import { execa } from 'execa';
import { createConnection } from 'mysql2/promise';
import type { MariadbOptions } from '../../lab/servers/mariadb.ts';
import { createMariadbAccounts, mariadbSocket } from '../../lab/servers/mariadb-accounts.ts';
import type { Program, Service } from '../../lab/service.ts';

/** The person who runs the tests administers it over the socket, without a password, as that of MariaDB. */
const administrator = (): string => {
  const account = `'${userInfo().username}'@'localhost'`;
  return `CREATE USER IF NOT EXISTS ${account};\nGRANT ALL ON *.* TO ${account} WITH GRANT OPTION;\n`;
};

const isThere = (path: string): Promise<boolean> =>
  access(path).then(
    () => true,
    () => false,
  );

/** A MySQL 8 with a data folder of its own, in the place of a MariaDB; its accounts are made after every start. */
export const mysqlService = (program: Program, options: MariadbOptions): Service => {
  const { host, port, folder } = options;
  const data = join(folder, 'data');
  const socketPath = mariadbSocket(folder);
  const asRoot = process.getuid?.() === 0 ? ['--user=root'] : [];
  const base = ['--no-defaults', `--basedir=${join(dirname(program.path), '..')}`, ...asRoot];
  const initFile = join(folder, 'administrator.sql');
  return {
    name: 'mysql',
    version: program.version,
    url: `mysql://${host}:${port}`,
    host,
    ports: [port],
    after: [],
    command: program.path,
    args: [
      ...base,
      `--datadir=${data}`,
      `--socket=${socketPath}`,
      `--pid-file=${join(folder, 'mysqld.pid')}`,
      `--init-file=${initFile}`,
      `--bind-address=${host}`,
      `--port=${port}`,
      '--mysqlx=OFF',
      '--skip-name-resolve',
      // Which is on by default; a test that needs it asks for it after this.
      '--disable-log-bin',
    ],
    async prepare(_say, signal) {
      await mkdir(folder, { recursive: true, mode: 0o700 });
      await mkdir(dirname(socketPath), { recursive: true, mode: 0o700 });
      await writeFile(initFile, administrator());
      if (await isThere(data)) return;
      const begun = `${data}.begun`;
      await rm(begun, { recursive: true, force: true });
      await execa(program.path, [...base, '--initialize-insecure', `--datadir=${begun}`], { cancelSignal: signal });
      await rename(begun, data);
    },
    async ready() {
      const connection = await createConnection({ socketPath, user: userInfo().username }).catch(() => undefined);
      await connection?.end();
      return connection !== undefined;
    },
    async afterReady() {
      await createMariadbAccounts(options);
    },
    readyWithinMs: 60_000,
    stopSignal: 'SIGTERM',
  };
};
