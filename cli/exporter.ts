import { Command } from 'commander';
import { type Config, loadConfig } from '../config/load-config.ts';
import { startExporter } from '../exporter/exporter.ts';
import { exporterGrantStatements } from '../exporter/grants.ts';
import { jsonLog } from '../exporter/log.ts';

interface Switch {
  readonly name: string;
  readonly enabled: boolean;
}

interface Flags {
  readonly config: string;
  /** In the order in which they were given: the last of a collector wins. */
  readonly collector?: readonly Switch[];
}

const takeSwitch =
  (enabled: boolean) =>
  (name: string, before: readonly Switch[] = []): readonly Switch[] => [...before, { name, enabled }];

/** The configuration, with what the flags say of its collectors. */
const switched = (config: Config, switches: readonly Switch[] = []): Config => {
  const collectors = { ...config.exporter.collectors };
  for (const { name, enabled } of switches) collectors[name] = { ...collectors[name], enabled };
  return { ...config, exporter: { ...config.exporter, collectors } };
};

const stopRequested = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT', 'SIGHUP'] as const) process.once(signal, () => resolve());
  });

/** `gapwatch exporter`: answers Prometheus' scrapes until it is stopped. @param version of the package */
export const exporterCommand = (version: string): Command => {
  const command = new Command('exporter')
    .description('answer the scrapes of Prometheus: MySQL, chat tables, Docker Swarm')
    .option('--config <file>', 'configuration file', 'gapwatch.config.ts')
    .option('--collector <name>', 'run a collector that is off by default; may be repeated', takeSwitch(true))
    .option('--no-collector <name>', 'do not run a collector; may be repeated', takeSwitch(false))
    .action(async ({ config, collector }: Flags) => {
      const stop = stopRequested();
      const log = jsonLog((line) => void process.stderr.write(line));
      const exporter = await startExporter(switched(await loadConfig(config), collector), version, log);
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
