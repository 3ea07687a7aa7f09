import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa, type ResultPromise } from 'execa';
import { createConnection } from 'mysql2/promise';
import type { ExporterMariadb } from '../../test/support/exporter-mariadb.ts';
import { freePort } from '../../test/support/free-port.ts';

/** Debian's name for mysqld_exporter. */
const peerProgram = 'prometheus-mysqld-exporter';

/** An exporter that runs as a process of its own. */
export interface RunningExporter {
  readonly pid: number;
  readonly scrape: (query?: string) => Promise<string>;
  readonly stop: () => Promise<void>;
}

/** Waits until the process' page says that MySQL is up. */
const whenUp = async (process: ResultPromise, port: number): Promise<RunningExporter> => {
  const scrape = async (query = '') => (await fetch(`http://127.0.0.1:${port}/metrics${query}`)).text();
  const isUp = () =>
    scrape().then(
      (page) => page.includes('\nmysql_up 1\n'),
      () => false,
    );
  while (!(await isUp())) {
    if (process.exitCode !== null) throw new Error(`${process.spawnargs.join(' ')} ended with ${process.exitCode}.`);
    await delay(50);
  }
  return {
    pid: process.pid ?? 0,
    scrape,
    async stop() {
      process.kill();
      await process.catch(() => {});
    },
  };
};

/** Starts our exporter of a database. */
export const startOurs = ({ config }: ExporterMariadb): Promise<RunningExporter> => {
  const main = join(import.meta.dirname, '../../cli/main.ts');
  const args = [main, 'exporter', '--config', join(config.root, 'gapwatch.config.ts')];
  return whenUp(execa(process.execPath, args), config.exporter.port);
};

/** An exporter of others, with its version. */
export interface RunningPeer extends RunningExporter {
  readonly version: string;
}

/**
 * Starts mysqld_exporter of the same server, with the rights that it asks for: Debian's, or the program of
 * `GAPWATCH_MYSQLD_EXPORTER`.
 * @param flags more of its arguments
 */
export const startPeer = async ({ server }: ExporterMariadb, ...flags: readonly string[]): Promise<RunningPeer> => {
  const admin = await createConnection(server.admin);
  await admin.query("CREATE USER IF NOT EXISTS peer IDENTIFIED BY 'peer'");
  await admin.query('GRANT PROCESS, SLAVE MONITOR, REPLICATION CLIENT, SELECT ON *.* TO peer');
  await admin.end();
  const program = process.env.GAPWATCH_MYSQLD_EXPORTER ?? peerProgram;
  const about = await execa(program, ['--version'], { all: true });
  const version = /version (\S+)/.exec(about.all)?.[1] ?? '';
  const own = await freePort();
  const { host, port } = server.app;
  // Up to 0.14 it takes a whole address, later ones the parts of it.
  const env = { DATA_SOURCE_NAME: `peer:peer@tcp(${host}:${port})/`, MYSQLD_EXPORTER_PASSWORD: 'peer' };
  const where = /^0\.(\d|1[0-4])\./.test(version) ? [] : [`--mysqld.address=${host}:${port}`, '--mysqld.username=peer'];
  const args = [`--web.listen-address=127.0.0.1:${own}`, ...where, ...flags];
  return { ...(await whenUp(execa(program, args, { env }), own)), version: `mysqld_exporter ${version}` };
};
