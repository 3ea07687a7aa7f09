import { fileURLToPath } from 'node:url';
import { tokenSecretPath } from '../app/identity/token-key.ts';
import { appUrl } from '../config/app-url.ts';
import manifest from '../package.json' with { type: 'json' };
import type { LabContext } from './context.ts';
import { databaseAccounts } from './database-accounts.ts';
import { readOrMakeSecret } from './secret-file.ts';
import { answersOk } from './servers/http-answer.ts';
import { createMariadbAccounts } from './servers/mariadb-accounts.ts';
import type { Program, Service } from './service.ts';

const repository = fileURLToPath(new URL('..', import.meta.url));

/** The Node that runs the lab, with which the project's own programs run. */
export const ownProgram = (): Program => ({ path: process.execPath, version: manifest.version });

const own = (context: LabContext, program: Program, script: string, ...args: string[]) => ({
  version: program.version,
  command: program.path,
  args: [`${repository}${script}`, ...args, '--config', context.configFile],
  cwd: context.config.root,
  // How the project's programs learn what this lab does without.
  env: { ...program.env, GAPWATCH_WITHOUT: context.without.join(',') },
  readyWithinMs: 60_000,
  stopSignal: 'SIGTERM' as const,
});

/** What brings the chat service up: its own process, or the one that runs it on a Swarm. */
const chat = (context: LabContext, program: Program) => {
  if (context.swarm === undefined) return own(context, program, 'app/main.ts');
  const { folder, network, socket } = context.swarm;
  const place = ['--folder', folder, '--network', network, '--socket', socket];
  // Three engines start, and get an image each.
  return { ...own(context, program, 'lab/swarm/main.ts', ...place), readyWithinMs: 240_000 };
};

/** The chat service, with its workers, or its replicas. */
export const appService = (context: LabContext, program: Program): Service => {
  const { host, port, metricsPort } = context.config.app;
  return {
    ...chat(context, program),
    name: 'app',
    url: appUrl(context.config),
    host,
    ports: [port, metricsPort],
    after: ['mariadb', 'redis', 'elasticsearch'],
    async prepare() {
      await readOrMakeSecret(tokenSecretPath(context.config, process.env));
    },
    ready: (signal) => answersOk(`http://${host}:${metricsPort}/-/ready`, signal),
  };
};

/** The exporter. It starts after the app, whose migrations make the tables that it is then granted. */
export const exporterService = (context: LabContext, program: Program): Service => {
  const { host, port } = context.config.exporter;
  const socket = context.swarm === undefined ? [] : ['--docker-socket', context.swarm.socket];
  const without = context.without.includes('elasticsearch') ? ['--no-collector', 'elasticsearch'] : [];
  return {
    ...own(context, program, 'cli/main.ts', 'exporter', ...socket, ...without),
    name: 'exporter',
    url: `http://${host}:${port}`,
    host,
    ports: [port],
    after: ['mariadb', 'app'],
    async prepare(say) {
      if (context.without.includes('mariadb')) return;
      try {
        await createMariadbAccounts(databaseAccounts(context.config, context.paths));
      } catch (error) {
        // It must answer while MySQL is down, which is when it is needed most.
        say(`exporter: starts without renewing its grants: ${error instanceof Error ? error.message : String(error)}`);
      }
    },
    ready: (signal) => answersOk(`http://${host}:${port}/-/ready`, signal),
  };
};

/** Simulated people in the rooms; they listen nowhere, so that they are ready once they run. */
export const peopleService = (context: LabContext, program: Program): Service => ({
  ...own(context, program, 'lab/people/main.ts'),
  name: 'people',
  url: '',
  host: context.config.app.host,
  ports: [],
  after: ['app'],
  ready: async () => true,
});
