import { bounded, metric, oneOf } from '../../metrics/declare.ts';

const nodeId = bounded(2_000, 'nodes of the swarm');
const serviceName = bounded(2_000, 'services of the swarm');
const perService = bounded(2_000, 'one for each service of the swarm');

/** Nodes of the swarm, as its managers see them. */
export const swarmNodes = {
  count: metric.gauge('swarm_nodes', {
    help: 'Nodes of the swarm, by state, availability and role.',
    labels: {
      state: oneOf('ready', 'down', 'disconnected', 'unknown'),
      availability: oneOf('active', 'pause', 'drain'),
      role: oneOf('manager', 'worker'),
    },
  }),
  ready: metric.gauge('swarm_node_ready', {
    help: 'Whether the node is ready, whatever its availability.',
    labels: { node_id: nodeId, hostname: nodeId },
  }),
  info: metric.info('swarm_node', {
    help: 'What the node says of itself.',
    labels: {
      node_id: nodeId,
      hostname: nodeId,
      address: nodeId,
      role: oneOf('manager', 'worker'),
      engine_version: bounded(50, 'versions of Docker in one swarm'),
      os: bounded(10, 'operating systems of the nodes'),
      architecture: bounded(20, 'architectures of the nodes'),
    },
    unused: 'Facts, to be joined to whatever is asked about a node.',
  }),
} as const;

/** Managers of the swarm, and how many of them may fail. Told without a quorum, too, as far as it is known then. */
export const swarmManagers = {
  count: metric.gauge('swarm_managers', { help: 'Managers that the swarm has, reachable or not.' }),
  reachable: metric.gauge('swarm_managers_reachable', {
    help: 'Managers that the leader reaches, itself included; absent while there is no leader to say so.',
  }),
  leader: metric.gauge('swarm_manager_leader', {
    help: 'Whether the manager leads the swarm: 1 for one of them, 0 for all while they are too few to elect one.',
    labels: { node_id: bounded(50, 'managers of the swarm, of which seven are many') },
  }),
  quorumMargin: metric.gauge('swarm_quorum_margin', {
    help: 'Managers that may still fail before the swarm cannot be changed any more; below 0 when it already cannot.',
  }),
} as const;

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

/** Why a task failed, as far as the swarm says. The error's own text would be a label without bound. */
export const failureReasons = [
  /** The engine says that memory ran out. It does not where the kernel kills what runs: that is `killed`. */
  'oom',
  /** The process ended by signal 9, which nobody of the swarm sent: most often the kernel, for want of memory. */
  'killed',
  /** The process ended by itself, with another code than 0. */
  'exit_nonzero',
  /** Its health check failed. */
  'unhealthy',
  /** The node has no such image and cannot pull it. */
  'image',
  /** Its container could not be started: no such command, no such file to mount. */
  'start',
  /** The node refused it for another reason. */
  'rejected',
  /** Its node has been down for a day. */
  'orphaned',
  'other',
] as const;

const serviceLabels = {
  service_name: serviceName,
  stack: perService,
  mode: oneOf('replicated', 'global', 'replicated-job', 'global-job'),
} as const;

/** Services of the swarm: what they should be, and what they are. */
export const swarmServices = {
  desired: metric.gauge('swarm_service_replicas_desired', {
    help: 'Tasks that should run: of a global service one for each node that fits it and is not down; of a job those that are left.',
    labels: serviceLabels,
  }),
  running: metric.gauge('swarm_service_replicas_running', {
    help: 'Tasks that run and are meant to, without those on nodes that are down or disconnected, which the swarm goes on counting.',
    labels: serviceLabels,
  }),
  updateState: metric.gauge('swarm_service_update_state', {
    help: 'Whether the last update of the service is in this state; absent for a service that was never updated.',
    labels: {
      service_name: serviceName,
      state: oneOf(
        'updating',
        'paused',
        'completed',
        'rollback_started',
        'rollback_paused',
        'rollback_completed',
        'other',
      ),
    },
  }),
  build: metric.info('swarm_service_build', {
    help: 'The build that the service should run: its image, and its label org.opencontainers.image.revision.',
    labels: {
      service_name: serviceName,
      image: perService,
      tag: perService,
      digest: perService,
      revision: perService,
    },
  }),
  tasks: metric.gauge('swarm_tasks', {
    help: 'Tasks of the service that the swarm remembers, by what they do and should do; unreachable ones ran when their node went down.',
    labels: {
      service_name: serviceName,
      state: oneOf(...taskStates, 'unreachable', 'other'),
      desired_state: oneOf(...taskStates, 'other'),
    },
  }),
  starts: metric.counter('swarm_service_task_starts', {
    help: 'Tasks of the service that got as far as running, or failed at it, since the exporter started: at least, as the swarm may forget one between two scrapes.',
    labels: { service_name: serviceName },
  }),
  failures: metric.counter('swarm_task_failures', {
    help: 'Tasks of the service that failed since the exporter started, by reason: at least, as the swarm may forget one between two scrapes. Out of memory, a task is often told as killed.',
    labels: { service_name: serviceName, reason: oneOf(...failureReasons) },
  }),
} as const;
