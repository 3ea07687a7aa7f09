import { z } from 'zod';

/** Where the engine lists the containers of the swarm's services on its node, those too that do not run yet. */
export const containersPath = `/containers/json?all=true&filters=${encodeURIComponent(
  JSON.stringify({ label: ['com.docker.swarm.task.id'] }),
)}` as const;

/**
 * The parts of a container in the Docker engine's list that are read, and the labels that a swarm gives to its tasks'.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/#tag/Container/operation/ContainerList
 */
export const containerSchema = z.object({
  Id: z.string(),
  /** Unix time in seconds. */
  Created: z.number(),
  State: z.string(),
  Labels: z.object({
    'com.docker.swarm.service.name': z.string(),
    'com.docker.swarm.task.name': z.string(),
    'com.docker.swarm.task.id': z.string(),
    'com.docker.swarm.node.id': z.string(),
  }),
});

/** What the engine calls the machine that it runs on. */
export const engineSchema = z.object({ Name: z.string() });

export type SwarmContainer = z.output<typeof containerSchema>;
