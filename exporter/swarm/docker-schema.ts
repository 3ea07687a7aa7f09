import { z } from 'zod';
import { taskStates } from './families.ts';

/**
 * The parts of the Docker engine's answers that are read here. Others are ignored, and a node's state that is new to us is unknown.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/
 */
export const docker = {
  version: z.object({ ApiVersion: z.string().regex(/^1\.\d+$/), MinAPIVersion: z.string().optional() }),
  info: z.object({
    Swarm: z.object({ LocalNodeState: z.string().optional(), ControlAvailable: z.boolean().optional() }),
  }),
  nodes: z.array(
    z.object({
      ID: z.string(),
      Spec: z.object({ Role: z.enum(['manager', 'worker']), Availability: z.enum(['active', 'pause', 'drain']) }),
      Status: z.object({ State: z.enum(['ready', 'down', 'disconnected', 'unknown']).catch('unknown') }),
    }),
  ),
  services: z.array(
    z.object({
      ID: z.string(),
      Spec: z.object({
        Name: z.string(),
        Labels: z.record(z.string(), z.string()).nullish(),
        Mode: z.record(z.string(), z.unknown()),
      }),
      ServiceStatus: z.object({ DesiredTasks: z.int() }),
    }),
  ),
  tasks: z.array(
    z.object({
      ServiceID: z.string().optional(),
      NodeID: z.string().optional(),
      Status: z.object({
        State: z.enum(taskStates),
      }),
    }),
  ),
} as const;
