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

const withConfig = (command: Command): Command =>
  command.option('--config <file>', 'configuration file', 'gapwatch.config.ts');

/** `gapwatch exporter`: answers Prometheus' scrapes until it is stopped. @param version of the package */
export const exporterCommand = (version: string): Command => {
  const command = withConfig(new Command('exporter'))
    .description('answer the scrapes of Prometheus: MySQL, chat tables, Docker Swarm')
    .enablePositionalOptions()
    .action(async ({ config }: Flags) => {
      const stop = stopRequested();
      const log = jsonLog((line) => void process.stderr.write(line));
      const exporter = await startExporter(await loadConfig(config), version, log);
      await stop;
      await exporter.close();
    });
  withConfig(command.command('grants'))
    .description("print the SQL that makes the exporter's MySQL user, with no more rights than it needs")
    .action(async ({ config }: Flags) => {
      for (const statement of exporterGrantStatements(await loadConfig(config))) console.log(statement);
    });
  return command;
};
