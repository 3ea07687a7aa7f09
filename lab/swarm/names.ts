import { createHash } from 'node:crypto';
import { mkdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';

/** What the things of one Swarm are called on this machine. */
export interface SwarmNames {
  /** Bridge between the nodes. An interface's name may have 15 characters. */
  readonly bridge: string;
  /** Host's end of the cable of a node, counted from 1. */
  readonly cableOf: (node: number) => string;
  /** Folder of all containers' cgroups, in each hierarchy. */
  readonly cgroup: string;
  /** Variable in the environment of every process of the nodes; its value begins with this, and goes on with the node's name. */
  readonly marker: readonly [name: string, begin: string];
  /** From 0 to 511, where the choice of a network begins. */
  readonly seed: number;
}

/**
 * The names that belong to a folder (which is made), always the same: nothing has to be written down for a Swarm to be found
 * again, however the program that made it ended, and two with folders of their own do not meet.
 */
export const swarmNames = async (folder: string): Promise<SwarmNames> => {
  await mkdir(folder, { recursive: true });
  const id = createHash('sha256')
    .update(await realpath(folder))
    .digest('hex')
    .slice(0, 8);
  const bridge = `gw${id}`;
  return {
    bridge,
    cableOf: (node) => `${bridge}n${node}`,
    cgroup: `gapwatch-${id}`,
    marker: ['GAPWATCH_SWARM', `${id}/`],
    seed: Number.parseInt(id, 16) % 512,
  };
};

/** Where the engine of a node answers, in the folder of its Swarm. */
export const engineSocket = (folder: string, node: number): string => join(folder, `node-${node}.sock`);
