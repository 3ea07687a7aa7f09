import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { importImage } from '../../lab/swarm/image.ts';
import { swarmObstacle } from '../../lab/swarm/obstacle.ts';
import { removeSwarm, type Swarm, startSwarm } from '../../lab/swarm/swarm.ts';

/** A Swarm under test, whose nodes have the image `tiny` with a shell, `sleep` and `tail`. */
export interface TestSwarm extends Swarm {
  readonly stop: () => Promise<void>;
}

/** What a service needs that starts at once, on a node's own network, from an image that no registry has. */
const quickly = ['--detach', '--no-resolve-image', '--network=host'];

/** Runs a service on the Swarm; `options` are those of `docker service create`, then the image and its command. */
export const createService = (swarm: Swarm, name: string, ...options: readonly string[]): Promise<string> =>
  swarm.nodes[0].docker('service', 'create', '--name', name, ...quickly, ...options);

/**
 * Starts a Swarm of its own (about 5 s for three nodes), in a temporary folder.
 * @returns the Swarm, or one line that says why none runs here
 */
export const startTestSwarm = async (count: number): Promise<TestSwarm | string> => {
  const obstacle = await swarmObstacle();
  if (obstacle !== undefined) return obstacle;
  const folder = await mkdtemp(join(tmpdir(), 'gapwatch-swarm-'));
  const stop = () => removeSwarm(folder);
  const swarm = await startSwarm(folder, count);
  try {
    const engines = swarm.nodes.map(({ docker }) => docker);
    await importImage(engines, 'tiny', { programs: ['/bin/sh', '/bin/sleep', '/usr/bin/tail'], folders: [] });
  } catch (error) {
    await stop();
    throw error;
  }
  return { ...swarm, stop };
};
