import { z } from 'zod';
import { swarmServices, taskStates } from './families.ts';

/** Longest text of a label, in characters: what people write into the swarm has no limit of its own. */
const longestLabel = 200;

/** A text as the label of a series: not longer than one may be. */
export const asLabel = (text: string): string => text.slice(0, longestLabel);

/** A text that becomes a label; none is the empty one. */
const label = z
  .string()
  .nullish()
  .transform((text) => asLabel(text ?? ''));

/** Labels that an object of the swarm carries. */
const annotations = z
  .record(z.string(), z.string())
  .nullish()
  .transform((labels) => labels ?? {});

/** A task's state, now or wanted. */
const taskState = z.enum([...taskStates, 'other']).catch('other');

const node = z.object({
  ID: z.string(),
  Spec: z.object({
    Role: z.enum(['manager', 'worker']),
    Availability: z.enum(['active', 'pause', 'drain']),
    Labels: annotations,
  }),
  // Empty until the node has said of itself what it is.
  Description: z
    .object({
      Hostname: label,
      Platform: z.object({ Architecture: label, OS: label }).prefault({}),
      Engine: z.object({ EngineVersion: label, Labels: annotations }).prefault({}),
    })
    .prefault({}),
  Status: z.object({ State: z.enum(['ready', 'down', 'disconnected', 'unknown']).catch('unknown'), Addr: label }),
  ManagerStatus: z.object({ Leader: z.boolean().optional(), Reachability: z.string() }).nullish(),
});

const jobMode = z.object({ MaxConcurrent: z.int(), TotalCompletions: z.int() });

const service = z.object({
  ID: z.string(),
  Spec: z.object({
    Name: label,
    Labels: annotations,
    Mode: z.union([
      z.object({ Replicated: z.object({}) }),
      z.object({ Global: z.object({}) }),
      z.object({ ReplicatedJob: jobMode }),
      z.object({ GlobalJob: z.object({}) }),
    ]),
    TaskTemplate: z
      .object({
        ContainerSpec: z.object({ Image: z.string().nullish(), Labels: annotations }).nullish(),
        Placement: z.object({ Constraints: z.array(z.string()).nullish() }).nullish(),
      })
      .prefault({}),
  }),
  UpdateStatus: z.object({ State: z.enum(swarmServices.updateState.labels.state.values).catch('other') }).nullish(),
  ServiceStatus: z.object({ DesiredTasks: z.int(), CompletedTasks: z.int().default(0) }),
});

const task = z.object({
  ID: z.string(),
  ServiceID: z.string().optional(),
  NodeID: z.string().optional(),
  DesiredState: taskState,
  Status: z.object({
    State: taskState,
    Err: z.string().optional(),
    ContainerStatus: z.object({ ContainerID: z.string().optional() }).nullish(),
  }),
});

/**
 * The parts of the Docker engine's answers that are read here; others are ignored. A state that is new to us is unknown, or other.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/
 */
export const docker = {
  version: z.object({ ApiVersion: z.string().regex(/^1\.\d+$/), MinAPIVersion: z.string().optional() }),
  info: z.object({
    Swarm: z.object({
      LocalNodeState: z.string().default('unknown'),
      ControlAvailable: z.boolean().optional(),
      Error: z.string().optional(),
      RemoteManagers: z.array(z.object({ NodeID: z.string() })).nullish(),
    }),
  }),
  node,
  service,
  task,
} as const;

export type SwarmNode = z.output<typeof node>;
export type SwarmService = z.output<typeof service>;
export type SwarmTask = z.output<typeof task>;
