import { setTimeout as delay } from 'node:timers/promises';
import { execa } from 'execa';
import { createConnection, type RowDataPacket } from 'mysql2/promise';
import { freePort } from './free-port.ts';
import type { TestMariadb } from './start-mariadb.ts';

/** mysqld_exporter: the program of `GAPWATCH_MYSQLD_EXPORTER`, or Debian's. */
export const mysqldExporter = process.env.GAPWATCH_MYSQLD_EXPORTER ?? '/usr/bin/prometheus-mysqld-exporter';

/** One that runs. */
export interface RunningMysqldExporter {
  readonly pid: number;
  readonly version: string;
  /** Its page. @param query with its question mark */
  readonly scrape: (query?: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/**
 * Starts mysqld_exporter of a server with the rights that it asks for, and waits until it reaches the server.
 * @param flags more of its arguments
 */
export const startMysqldExporter = async (
  { host, port, admin: login }: Pick<TestMariadb, 'host' | 'port' | 'admin'>,
  ...flags: readonly string[]
): Promise<RunningMysqldExporter> => {
  const admin = await createConnection(login);
  await admin.query("CREATE USER IF NOT EXISTS peer IDENTIFIED BY 'peer'");
  const [[server]] = await admin.query<RowDataPacket[]>('SELECT VERSION() AS version');
  // MariaDB has a right of its own for who looks at replication.
  const more = String(server?.version).includes('MariaDB') ? 'SLAVE MONITOR, ' : '';
  await admin.query(`GRANT ${more}PROCESS, REPLICATION CLIENT, SELECT ON *.* TO peer`);
  await admin.end();
  const { all } = await execa(mysqldExporter, ['--version'], { all: true });
  const version = /version (\d\S+?),? /.exec(all)?.[1] ?? '';
  const own = await freePort();
  // Up to 0.14 it takes an address with the password in it, later ones take them apart.
  const env = { DATA_SOURCE_NAME: `peer:peer@tcp(${host}:${port})/`, MYSQLD_EXPORTER_PASSWORD: 'peer' };
  const where = /^0\.(\d|1[0-4])\./.test(version) ? [] : [`--mysqld.address=${host}:${port}`, '--mysqld.username=peer'];
  const running = execa(mysqldExporter, [`--web.listen-address=127.0.0.1:${own}`, ...where, ...flags], { env });
  const scrape = async (query = '') => (await fetch(`http://127.0.0.1:${own}/metrics${query}`)).text();
  const isUp = () =>
    scrape().then(
      (page) => page.includes('\nmysql_up 1\n'),
      () => false,
    );
  while (!(await isUp())) {
    if (running.exitCode !== null) throw new Error(`${mysqldExporter} ended with ${running.exitCode}.`);
    await delay(50);
  }
  return {
    pid: running.pid ?? 0,
    version: `mysqld_exporter ${version}`,
    scrape,
    async stop() {
      running.kill();
      await running.catch(() => {});
    },
  };
};
