import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { findNetwork, hostAddress, makeBridge, type Network, removeBridge } from './bridge.ts';
import { removeCgroups } from './cgroups.ts';
import { killMarked } from './marked-processes.ts';
import { swarmNames } from './names.ts';
import { makeNode, type SwarmNode } from './node.ts';

/** A Swarm whose nodes, all of them managers, are on this machine. */
export interface Swarm {
  /** In order; the first one leads at the start. */
  readonly nodes: readonly [SwarmNode, ...SwarmNode[]];
  /** Where the nodes find this machine's own servers. */
  readonly host: string;
}

/** All managers reach each other within a few seconds after they have joined. Milliseconds. */
const agreeWithinMs = 60_000;

/**
 * Takes down the Swarm of a folder, whoever made it, and its data: processes, network, rules, cgroups. Safe to repeat, and
 * where there is none.
 */
export const removeSwarm = async (folder: string): Promise<void> => {
  const names = await swarmNames(folder);
  await killMarked(names);
  await removeBridge(names);
  await removeCgroups(names);
  await rm(folder, { recursive: true, force: true });
};

/** Waits until every node is ready and every manager reaches the others. */
const untilAgreed = async (first: SwarmNode, count: number): Promise<void> => {
  const deadline = performance.now() + agreeWithinMs;
  while (true) {
    const list = await first.docker('node', 'ls', '--format', '{{.Status}} {{.ManagerStatus}}');
    if (list.split('\n').filter((line) => /^Ready (Leader|Reachable)$/.test(line)).length === count) return;
    if (performance.now() > deadline) throw new Error(`The nodes of the Swarm do not agree; they are:\n${list}`);
    await delay(100);
  }
};

/**
 * Starts a Swarm on this machine (three nodes take about 4 s), in place of one that its folder had before. Nothing in it has a way to the
 * outside, so that a pull of an image fails at once.
 * @param folder where the engines keep their data; it names the Swarm too
 * @param count of nodes
 * @param given the network between them; a free one where it is absent
 * @throws Error if it cannot; nothing of it is left then
 */
export const startSwarm = async (folder: string, count: number, given?: Network): Promise<Swarm> => {
  await removeSwarm(folder);
  const names = await swarmNames(folder);
  try {
    const network = given ?? (await findNetwork(names));
    await makeBridge(names, network);
    const [first, ...others] = Array.from({ length: count }, (_, index) =>
      makeNode({ folder, names, network, number: index + 1 }),
    );
    if (first === undefined) throw new Error('A Swarm needs a node.');
    await Promise.all(
      [first, ...others].map(async (node) => {
        const home = join(folder, node.name);
        await mkdir(home, { recursive: true });
        // Instead of what the machine's own engine is told.
        await writeFile(join(home, 'daemon.json'), '{}\n');
        await node.start();
      }),
    );
    // A lost node is noticed after three beats, so that nobody waits for it.
    await first.docker('swarm', 'init', '--advertise-addr', first.address, '--dispatcher-heartbeat', '1s');
    const token = await first.docker('swarm', 'join-token', '--quiet', 'manager');
    for (const { address, docker } of others) {
      await docker('swarm', 'join', '--token', token, '--advertise-addr', address, `${first.address}:2377`);
    }
    await untilAgreed(first, count);
    return { nodes: [first, ...others], host: hostAddress(network) };
  } catch (error) {
    await removeSwarm(folder);
    throw error;
  }
};
