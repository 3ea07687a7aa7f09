import { bounded, metric, oneOf } from '../../metrics/declare.ts';

const serviceName = bounded(200, 'services of the swarm');
const stack = bounded(200, 'stacks of the swarm');

/**
 * What a task may be doing, in the order of its life.
 * @see https://docs.docker.com/engine/swarm/how-swarm-mode-works/swarm-task-states/
 */
export const taskStates = [
  'new',
  'allocated',
  'pending',
  'assigned',
  'accepted',
  'preparing',
  'ready',
  'starting',
  'running',
  'complete',
  'shutdown',
  'failed',
  'rejected',
  'remove',
  'orphaned',
] as const;

/** Nodes of the swarm, as its managers see them. */
export const swarmNodes = metric.gauge('swarm_nodes', {
  help: 'Nodes of the swarm, by state, availability and role.',
  labels: {
    state: oneOf('ready', 'down', 'disconnected', 'unknown'),
    availability: oneOf('active', 'pause', 'drain'),
    role: oneOf('manager', 'worker'),
  },
});

const serviceLabels = { service_name: serviceName, stack, mode: oneOf('replicated', 'global') } as const;

/** Tasks wanted and there, for each service. Jobs end by design, so they are not among them. */
export const swarmReplicas = {
  desired: metric.gauge('swarm_service_replicas_desired', {
    help: 'Tasks that the service should run; for a global service one for each fitting node.',
    labels: serviceLabels,
  }),
  running: metric.gauge('swarm_service_replicas_running', {
    help: 'Tasks of the service that run on nodes that are ready.',
    labels: serviceLabels,
  }),
} as const;

/** Tasks by what they are doing. */
export const swarmTasks = metric.gauge('swarm_tasks', {
  help: 'Tasks of the service that the swarm remembers, by state; unreachable ones would run, but their node is not ready.',
  labels: {
    service_name: serviceName,
    state: oneOf(...taskStates, 'unreachable'),
  },
});
