import { resolve } from 'node:path';
import { Command, Option } from 'commander';
import { type Config, loadConfig } from '../config/load-config.ts';
import { reloadConfig } from '../config/reload-config.ts';
import { collectorFamilies } from '../exporter/engine/families.ts';
import { type RunningExporter, startExporter } from '../exporter/exporter.ts';
import { exporterGrantStatements } from '../exporter/grants.ts';
import { jsonLog } from '../exporter/log.ts';
import { type ProcedureServer, procedureServers } from '../exporter/mysql/procedures.ts';
import { keepHeapSmall } from '../exporter/small-heap.ts';

interface Switch {
  readonly name: string;
  readonly enabled: boolean;
}

interface Flags {
  readonly config: string;
  readonly agent: boolean;
  /** In the order in which they were given: the last of a collector wins. */
  readonly collector?: readonly Switch[];
  readonly 'web.config.file'?: string;
  readonly dockerSocket?: string;
}

const takeSwitch =
  (enabled: boolean) =>
  (name: string, before: readonly Switch[] = []): readonly Switch[] => [...before, { name, enabled }];

/** The configuration, with what the flags say of its collectors. */
const switched = (config: Config, switches: readonly Switch[]): Config => {
  const collectors = { ...config.exporter.collectors };
  for (const { name, enabled } of switches) collectors[name] = { ...collectors[name], enabled };
  return { ...config, exporter: { ...config.exporter, collectors } };
};

/** Collectors of what each machine can only tell of itself. */
const ofEachMachine: readonly string[] = ['containers', 'host'];

/** What an agent runs; the exporter tells the rest. */
const agentSwitches: readonly Switch[] = collectorFamilies.success.labels.collector.values.map((name) => ({
  name,
  enabled: ofEachMachine.includes(name),
}));

/** The configuration, with what the flags say of where its web configuration is. */
const secured = (config: Config, webConfigFile: string | undefined): Config =>
  webConfigFile === undefined
    ? config
    : { ...config, exporter: { ...config.exporter, webConfigFile: resolve(webConfigFile) } };

/** The configuration, with what the flags say of where the Docker engine answers. */
const engineAt = (config: Config, dockerSocket: string | undefined): Config =>
  dockerSocket === undefined ? config : { ...config, exporter: { ...config.exporter, dockerSocket } };

const stopRequested = (): Promise<void> =>
  new Promise((resolve) => {
    for (const signal of ['SIGTERM', 'SIGINT'] as const) process.once(signal, () => resolve());
  });

/** `gapwatch exporter`: answers Prometheus' scrapes until it is stopped. @param version of the package */
export const exporterCommand = (version: string): Command => {
  const command = new Command('exporter')
    .description('answer the scrapes of Prometheus: MySQL, chat tables, Elasticsearch, Docker Swarm')
    .option('--config <file>', 'configuration file', 'gapwatch.config.ts')
    .option('--agent', 'tell of this machine and of its containers of a swarm only; every node needs one', false)
    .option('--collector <name>', 'run a collector that is off by default; may be repeated', takeSwitch(true))
    .option('--no-collector <name>', 'do not run a collector; may be repeated', takeSwitch(false))
    .option('--docker-socket <socket>', 'where the Docker engine, or its proxy, answers')
    .option('--web.config.file <file>', "certificate and passwords, in the format of Prometheus' exporters")
    .action(async ({ config: file, agent, collector = [], dockerSocket, 'web.config.file': webConfigFile }: Flags) => {
      keepHeapSmall();
      const stop = stopRequested();
      const log = jsonLog((line) => void process.stderr.write(line));
      const flagged = (config: Config) =>
        engineAt(
          secured(switched(config, [...(agent ? agentSwitches : []), ...collector]), webConfigFile),
          dockerSocket,
        );
      let starting: Promise<RunningExporter> | undefined;
      // What went wrong is in the log. Before it runs, it reads the newest anyway.
      process.on('SIGHUP', () => void starting?.then(({ reload }) => reload()).catch(() => {}));
      starting = startExporter(flagged(await loadConfig(file)), version, log, async () =>
        flagged(await reloadConfig(file)),
      );
      const exporter = await starting;
      await stop;
      await exporter.close();
    });
  command
    .command('grants')
    .description("print the SQL that makes the exporter's MySQL user, with no more rights than it needs")
    .addOption(
      new Option('--server <server>', 'the server that it is for').choices(procedureServers).default('mariadb'),
    )
    .action(async ({ server }: { readonly server: ProcedureServer }, grants: Command) => {
      // Before or after the name of the command: it is the exporter's configuration either way.
      const { config } = grants.optsWithGlobals<Flags>();
      for (const statement of exporterGrantStatements(await loadConfig(config), server)) console.log(statement);
    });
  return command;
};
