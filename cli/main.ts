#!/usr/bin/env node
import { readFileSync } from 'node:fs';
import { findPackageJSON } from 'node:module';
import { Command, CommanderError } from 'commander';

/** A command, loaded only when it is called: who generates files needs neither the exporter nor the lab. */
interface Entry {
  readonly name: string;
  readonly summary: string;
  readonly load: () => Promise<Command>;
}

/** The installed package holds no TypeScript, and neither the app nor the servers' descriptions that the lab runs. */
const isRepository = import.meta.filename.endsWith('.ts');

/** Every command, in the order of the help. */
const entries: readonly Entry[] = [
  {
    name: 'generate',
    summary:
      "write scrape configuration, rules, routes, runbooks, dashboards, log pipelines and Kibana's objects into generated/ folders",
    load: async () => (await import('./generate.ts')).generateCommand(),
  },
  {
    name: 'check',
    summary:
      'find what is wrong with rules, alerts and dashboards; or queries of any dashboards that a Prometheus has nothing for',
    load: async () => (await import('./check.ts')).checkCommand(),
  },
  {
    name: 'diff',
    summary: 'compare Elasticsearch, Kibana, Prometheus, Alertmanager and Grafana with what is generated',
    load: async () => (await import('./diff.ts')).diffCommand(),
  },
  {
    name: 'apply',
    summary: 'give them what is generated, each whole or not at all',
    load: async () => (await import('./apply.ts')).applyCommand(),
  },
  {
    name: 'api-key',
    summary:
      'have Elasticsearch make an API key with the least rights for the service, Logstash, Kibana or an operator',
    load: async () => (await import('./api-key.ts')).apiKeyCommand(),
  },
  {
    name: 'logs',
    summary:
      'look after log lines: what waits in the spool, whether each is stored once, what was put aside; follow them',
    load: async () => (await import('./logs.ts')).logsCommand(),
  },
  {
    name: 'exporter',
    summary: 'answer the scrapes of Prometheus: MySQL, chat tables, Docker Swarm',
    async load() {
      (await import('../exporter/small-heap.ts')).holdHeap();
      return (await import('./exporter.ts')).exporterCommand(version());
    },
  },
  {
    name: 'docker-proxy',
    summary:
      "let the exporter ask the Docker engine what it needs, and nobody anything else: the engine's socket is root",
    load: async () => (await import('./docker-proxy.ts')).dockerProxyCommand(),
  },
  ...(isRepository
    ? [
        {
          name: 'lab',
          summary: 'run the whole service on this machine, with real servers and simulated people',
          load: async () => (await import('./lab.ts')).labCommand(),
        },
      ]
    : []),
];

/** Errors whose message is for the person who called, by their names, so that no room is loaded for its class. */
const personal = new Set([
  'ConfigError',
  'CheckError',
  'GenerateError',
  'ApplyError',
  'LogsError',
  'ExporterError',
  'LabError',
  'InstallError',
]);

const version = (): string => {
  const file = findPackageJSON(import.meta.url);
  const manifest: unknown = file === undefined ? {} : JSON.parse(readFileSync(file, 'utf8'));
  return typeof manifest === 'object' && manifest !== null && 'version' in manifest ? String(manifest.version) : '';
};

/** Makes a command and those below it throw where commander would end the process. */
const throwing = (command: Command): Command => {
  command.exitOverride();
  command.commands.forEach(throwing);
  return command;
};

const run = async (args: readonly string[]): Promise<void> => {
  const program = new Command('gapwatch')
    .description('watches the gaps of a chat service')
    .version(version())
    .enablePositionalOptions();
  for (const { name, summary, load } of entries) {
    program.addCommand(args.includes(name) ? await load() : new Command(name).description(summary));
  }
  await throwing(program).parseAsync(args, { from: 'user' });
};

try {
  await run(process.argv.slice(2));
} catch (error) {
  if (error instanceof CommanderError) {
    // Help and version that were asked for are no error. Of `diff`, 2 would say that something differs.
    const wrongUse = process.argv[2] === 'diff' ? 1 : 2;
    process.exitCode = error.exitCode === 0 ? 0 : wrongUse;
  } else {
    const known = error instanceof Error && personal.has(error.name);
    console.error(known ? error.message : error);
    // A check that could not be made is none that found something.
    const unmade = process.argv[2] === 'logs' || (error instanceof Error && error.name === 'CheckError');
    process.exitCode = unmade ? 2 : 1;
  }
}
// What a command has left behind, such as an installation that must end by itself, does not keep it from ending.
process.exit();
