import { Command } from 'commander';
import { loadConfig } from '../config/load-config.ts';
import { startExporter } from '../exporter/exporter.ts';
import { exporterGrantStatements } from '../exporter/grants.ts';
import { jsonLog } from '../exporter/log.ts';

interface Flags {
  readonly config: string;
}

const stopRequested = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });

/** `gapwatch exporter`: answers Prometheus' scrapes until it is stopped. @param version of the package */
export const exporterCommand = (version: string): Command => {
  const command = new Command('exporter')
    .description('answer the scrapes of Prometheus: MySQL, chat tables, Docker Swarm')
    .option('--config <file>', 'configuration file', 'gapwatch.config.ts')
    .action(async ({ config }: Flags) => {
      const stop = stopRequested();
      const log = jsonLog((line) => void process.stderr.write(line));
      const exporter = await startExporter(await loadConfig(config), version, log);
      await stop;
      await exporter.close();
    });
  command
    .command('grants')
    .description("print the SQL that makes the exporter's MySQL user, with no more rights than it needs")
    .action(async (_own: object, grants: Command) => {
      // Before or after the name of the command: it is the exporter's configuration either way.
      const { config } = grants.optsWithGlobals<Flags>();
      for (const statement of exporterGrantStatements(await loadConfig(config))) console.log(statement);
    });
  return command;
};
