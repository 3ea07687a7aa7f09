import { once } from 'node:events';
import { mkdir } from 'node:fs/promises';
import { join } from 'node:path';
import { parseArgs } from 'node:util';
import { readBuild } from '../../app/build.ts';
import { loadConfig } from '../../config/load-config.ts';
import { startDockerProxy } from '../../exporter/docker-proxy/docker-proxy.ts';
import { importChatImage } from './chat-image.ts';
import { deployChat } from './chat-services.ts';
import { openRelay } from './relay.ts';
import { removeSwarm, startSwarm } from './swarm.ts';

/** Runs the lab's chat service on a Swarm of this machine until it is asked to stop; then nothing of it is left. */
const run = async (stopped: Promise<unknown>): Promise<void> => {
  const { values } = parseArgs({
    options: {
      config: { type: 'string', default: 'gapwatch.config.ts' },
      folder: { type: 'string', default: '' },
      network: { type: 'string', default: '' },
      socket: { type: 'string', default: '' },
    },
  });
  const { folder, network, socket } = values;
  const config = await loadConfig(values.config);
  const { app, mysql, redis, urls } = config;
  const swarm = await startSwarm(folder, 3, network);
  console.log(`The Swarm runs; this machine is ${swarm.host} to it.`);
  const elasticsearch = new URL(urls.elasticsearch);
  const servers = [mysql, redis, { host: elasticsearch.hostname, port: Number(elasticsearch.port) }];
  for (const { host, port } of servers) await openRelay({ host: swarm.host, port }, [{ host, port }]);
  const { id: build } = await readBuild(process.env);
  const image = `gapwatch:${build}`;
  await importChatImage(swarm, image);
  const home = join(folder, 'services');
  await mkdir(home);
  await deployChat(swarm, { config, image, build, folder: home });
  const proxy = await startDockerProxy(swarm.nodes[0].socket, socket, (_, sentence) => console.log(sentence));
  for (const port of [app.port, app.metricsPort]) {
    await openRelay(
      { host: app.host, port },
      swarm.nodes.map(({ address }) => ({ host: address, port })),
    );
  }
  console.log(`${config.service} runs on ${swarm.nodes.length} nodes.`);
  await stopped;
  await proxy.close();
};

const folder = process.argv[process.argv.indexOf('--folder') + 1] ?? '';
const stopped = Promise.race(['SIGTERM', 'SIGINT'].map((signal) => once(process, signal)));
try {
  // What is still being started is taken down with the rest.
  await Promise.race([run(stopped), stopped]);
} catch (error) {
  console.error(error);
  process.exitCode = 1;
} finally {
  await removeSwarm(folder);
}
process.exit();
