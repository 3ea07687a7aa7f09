import type { DockerClient } from '../swarm/docker-client.ts';
import { findCgroups } from './cgroups.ts';
import type { ContainersOptions } from './collector.ts';
import { containerSchema, containersPath, engineSchema } from './container-schema.ts';

/** The containers of the node whose engine this is. @param cgroupFolder where its cgroups are; looked for where it is absent */
export const thisNode = (
  { ask, list }: Pick<DockerClient, 'ask' | 'list'>,
  cgroupFolder: string | undefined,
): ContainersOptions => ({
  findCgroups: () => findCgroups(cgroupFolder),
  listContainers: (signal) => list(containersPath, containerSchema, signal),
  nameNode: async (signal) => (await ask('/info', engineSchema, signal)).Name,
});
