import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { execa, type ResultPromise } from 'execa';
import type { ExporterMariadb } from '../../test/support/exporter-mariadb.ts';

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
