import { writeFile } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { tokenSecretPath } from '../../app/identity/token-key.ts';
import { mysqlPasswordPath } from '../../app/storage/login.ts';
import type { Config } from '../../config/load-config.ts';
import { repository } from './chat-image.ts';
import type { Swarm } from './swarm.ts';

/** How the chat is run on a Swarm. */
export interface ChatOnSwarm {
  readonly config: Config;
  readonly image: string;
  /** What the image is made of, for its label. */
  readonly build: string;
  /** Folder for what the services are told. */
  readonly folder: string;
}

/** Where containers find the configuration. */
const configPath = '/etc/gapwatch/gapwatch.config.ts';

/** Each container listens on all addresses of its node, and finds this machine's servers by its address on the bridge. */
const configOf = ({ root: _, ...config }: Config, host: string) => {
  const elasticsearch = new URL(config.urls.elasticsearch);
  elasticsearch.hostname = host;
  return {
    ...config,
    app: {
      ...config.app,
      host: '0.0.0.0',
      workers: 1,
      mysqlPasswordFile: '/run/secrets/mysql-app',
      tokenSecretFile: '/run/secrets/app-token',
      ...(config.app.tls && { tls: { certFile: '/run/secrets/tls-cert', keyFile: '/run/secrets/tls-key' } }),
    },
    mysql: { ...config.mysql, host },
    redis: { ...config.redis, host },
    // Of an agent; what the exporter is told besides names files of this machine.
    exporter: {
      host: '0.0.0.0',
      port: config.exporter.port,
      dockerSocket: '/run/gapwatch/docker.sock',
      cgroupFolder: '/host/cgroup',
    },
    urls: { ...config.urls, elasticsearch: elasticsearch.origin },
  };
};

/** Where the engine's own socket, and the one of the proxy before it, are mounted. */
const mounts = {
  engine: ['--mount', 'type=bind,source=/var/run/docker.sock,target=/var/run/docker.sock'],
  proxy: ['--mount', 'type=volume,source=gapwatch-socket,target=/run/gapwatch'],
  cgroups: ['--mount', 'type=bind,source=/sys/fs/cgroup,target=/host/cgroup,readonly'],
};

/** Waits until every service has all the tasks that it should have. @throws Error with what there is, if it takes too long */
const untilRunning = async ({ nodes: [first] }: Swarm): Promise<void> => {
  const deadline = performance.now() + 90_000;
  while (true) {
    const list = await first.docker('service', 'ls', '--format', '{{.Name}} {{.Replicas}}');
    if (list.split('\n').every((line) => /\b(\d+)\/\1\b/.test(line))) return;
    if (performance.now() > deadline) throw new Error(`Not all tasks run; of those wanted there are:\n${list}`);
    await delay(200);
  }
};

/**
 * Runs the chat on a Swarm as one would on machines: a replica on each node, and an agent of the exporter behind a proxy of each
 * engine; passwords as secrets. Resolves when all tasks run.
 */
export const deployChat = async (swarm: Swarm, { config, image, build, folder }: ChatOnSwarm): Promise<void> => {
  const { docker } = swarm.nodes[0];
  const file = join(folder, 'gapwatch.config.json');
  await writeFile(file, `export default ${JSON.stringify(configOf(config, swarm.host), undefined, 2)};\n`);
  await docker('config', 'create', 'gapwatch', file);
  const { root, app } = config;
  const secretFiles = {
    'mysql-app': mysqlPasswordPath(config, process.env),
    'app-token': tokenSecretPath(config, process.env),
    ...(app.tls && { 'tls-cert': resolve(root, app.tls.certFile), 'tls-key': resolve(root, app.tls.keyFile) }),
  };
  for (const [name, path] of Object.entries(secretFiles)) await docker('secret', 'create', name, path);

  const revision = `org.opencontainers.image.revision=${build}`;
  const create = (name: string, options: readonly string[], script: string, ...args: readonly string[]) =>
    docker(
      ...['service', 'create', '--detach', '--name', name, '--no-resolve-image', '--network', 'host'],
      ...['--label', 'com.docker.stack.namespace=gapwatch', '--container-label', revision],
      ...['--config', `source=gapwatch,target=${configPath}`, '--restart-delay', '2s', ...options],
      ...[image, process.execPath, resolve(repository, script), ...args],
    );
  const replicated = ['--replicas', String(swarm.nodes.length), '--replicas-max-per-node', '1'];
  const secrets = Object.keys(secretFiles).flatMap((name) => ['--secret', name]);
  const without = process.env.GAPWATCH_WITHOUT ?? '';
  const environment = [`GAPWATCH_WITHOUT=${without}`, `GAPWATCH_BUILD_ID=${build}`].flatMap((one) => ['--env', one]);
  const listen = ['--listen', '/run/gapwatch/docker.sock'];
  await create(
    'docker-proxy',
    ['--mode', 'global', ...mounts.engine, ...mounts.proxy],
    'cli/main.ts',
    'docker-proxy',
    ...listen,
  );
  // All nodes are this one machine, of which the exporter tells.
  const agent = ['exporter', '--agent', '--no-collector', 'host', '--config', configPath];
  await create('agent', ['--mode', 'global', ...mounts.proxy, ...mounts.cgroups], 'cli/main.ts', ...agent);
  await create(
    config.service,
    [...replicated, ...secrets, ...environment, '--limit-memory', '768m'],
    'app/main.ts',
    '--config',
    configPath,
  );
  await untilRunning(swarm);
};
