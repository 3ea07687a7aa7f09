import { bounded, metric } from '../../metrics/declare.ts';

const labels = {
  service_name: bounded(500, 'services with tasks on one node'),
  /** Service and slot, or node where the service is global: the next task in its place has the same. */
  task: bounded(1_000, 'tasks that run on one node'),
  node_id: bounded(2, 'each agent tells of its own node, which is another one when it joins anew'),
  hostname: bounded(2, 'each agent tells of its own node'),
} as const;

/** What the containers of the swarm's services use of the node that the agent runs on. */
export const swarmContainers = {
  cpu: metric.counter('swarm_container_cpu', {
    unit: 'seconds',
    help: 'Processor time that the container has used, of all processors together.',
    labels,
  }),
  periods: metric.counter('swarm_container_cpu_periods', {
    help: 'Periods in which the container wanted to run while it had a limit of processor time.',
    labels,
  }),
  throttledPeriods: metric.counter('swarm_container_cpu_throttled_periods', {
    help: 'Periods in which the container was held back because it had used up its limit of processor time.',
    labels,
  }),
  throttled: metric.counter('swarm_container_cpu_throttled', {
    unit: 'seconds',
    help: 'Time for which the container was held back because it had used up its limit of processor time.',
    labels,
    unused: 'The share of periods in which a container was held back has a panel; to be looked up for how long.',
  }),
  workingSet: metric.gauge('swarm_container_memory_working_set', {
    unit: 'bytes',
    help: 'Memory of the container that cannot be taken back easily: all, less files not read lately. At the limit it is killed.',
    labels,
  }),
  memoryLimit: metric.gauge('swarm_container_memory_limit', {
    unit: 'bytes',
    help: 'Memory that the container may use; absent where it has no limit.',
    labels,
  }),
  oomKills: metric.counter('swarm_container_oom_kills', {
    help: 'Processes of the container that the kernel killed for want of memory; with the first of them the container ends, and so does this series.',
    labels,
  }),
  pids: metric.gauge('swarm_container_pids', {
    help: 'Processes and threads of the container, as its limit counts them.',
    labels,
  }),
} as const;
