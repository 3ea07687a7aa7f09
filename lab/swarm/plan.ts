import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Config } from '../../config/load-config.ts';
import { LabError } from '../lab-error.ts';
import type { LabPaths } from '../lab-paths.ts';
import type { Say } from '../service.ts';
import { findNetwork, type Network, nodeAddress } from './bridge.ts';
import { engineSocket, swarmNames } from './names.ts';
import { swarmObstacle } from './obstacle.ts';
import { removeSwarm } from './swarm.ts';

/** Nodes of the lab's Swarm, all of them managers: the fewest of which one may fail. */
const nodes = [1, 2, 3];

/** The Swarm that a lab is going to run its chat service on. */
export interface SwarmPlan {
  /** Where its engines keep their data. */
  readonly folder: string;
  readonly network: Network;
  /** Socket by which the exporter asks about it. */
  readonly socket: string;
  /** Addresses of its nodes, in order. */
  readonly addresses: readonly string[];
}

/** Chooses a network for the lab's Swarm. @throws LabError if it cannot run on this machine */
export const planSwarm = async (
  { swarm: folder }: Pick<LabPaths, 'swarm'>,
  findObstacle: () => Promise<string | undefined> = swarmObstacle,
): Promise<SwarmPlan> => {
  const obstacle = await findObstacle();
  if (obstacle !== undefined)
    throw new LabError(`--swarm needs root, Linux and an installed Docker engine: ${obstacle}.`);
  const network = await findNetwork(await swarmNames(folder));
  const addresses = nodes.map((number) => nodeAddress(network, number));
  return { folder, network, socket: join(folder, 'exporter.sock'), addresses };
};

/** The configuration by which Prometheus finds each replica and each node's agent, and runbooks the engine of a manager. */
export const withTargets = (config: Config, { addresses, folder }: SwarmPlan): Config => {
  const at = (port: number) => addresses.map((address) => `${address}:${port}`);
  return {
    ...config,
    platform: { kind: 'lab', dockerHost: `unix://${engineSocket(folder, 1)}` },
    app: { ...config.app, metricsTargets: at(config.app.metricsPort) },
    exporter: { ...config.exporter, agentTargets: at(config.exporter.port) },
  };
};

/** Takes down the Swarm that a lab which was killed has left, and says so in a line. */
export const removeLeftSwarm = async ({ swarm: folder }: Pick<LabPaths, 'swarm'>, say: Say): Promise<void> => {
  if (!existsSync(folder)) return;
  if (process.getuid?.() !== 0) {
    say(
      `An earlier lab has left a Swarm in ${folder}, which only root may take down: \`npm run lab -- stop\` as root.`,
    );
    return;
  }
  say(`An earlier lab has left a Swarm in ${folder}; takes it down.`);
  await removeSwarm(folder);
};
