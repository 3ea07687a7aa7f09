import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cgroups } from './cgroups.ts';

/**
 * How Docker names a container's cgroup: by its id, and with systemd as a scope of that name.
 * @see https://docs.docker.com/engine/containers/runmetrics/#find-the-cgroup-for-a-given-container
 */
const containerName = /^(?:docker-)?([0-9a-f]{64})(?:\.scope)?$/;

/** Docker without root, the deepest of its places, is at the sixth. */
const deepest = 6;

/** In each hierarchy a container has the same path; memory's is there wherever Docker is. */
const treeOf = (cgroups: Cgroups): string =>
  cgroups.version === 2 ? cgroups.folder : (cgroups.folders.memory ?? cgroups.folders.cpuacct ?? '');

/**
 * Paths of all containers' cgroups below their hierarchies, by the containers' ids, whatever folder Docker was told to put
 * them into. What is in a container is not looked at.
 */
export const findContainers = async (cgroups: Cgroups): Promise<ReadonlyMap<string, string>> => {
  const tree = treeOf(cgroups);
  const found = new Map<string, string>();
  const walk = async (path: string, depth: number): Promise<void> => {
    // A cgroup may end while it is looked at.
    const entries = await readdir(join(tree, path), { withFileTypes: true }).catch(() => []);
    for (const entry of entries) {
      if (!entry.isDirectory()) continue;
      const below = join(path, entry.name);
      const id = containerName.exec(entry.name)?.[1];
      if (id !== undefined) found.set(id, below);
      else if (depth < deepest) await walk(below, depth + 1);
    }
  };
  await walk('', 1);
  return found;
};
