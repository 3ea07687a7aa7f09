import type { LabelValues } from '../../metrics/declare.ts';
import type { Emit } from '../../metrics/samples.ts';
import type { Collector } from '../engine/collector.ts';
import { asLabel, type SwarmNode, type SwarmService, type SwarmTask } from './docker-schema.ts';
import { failureReasons, swarmServices } from './families.ts';
import { buildOf } from './service-build.ts';
import { isGone, replicasOf } from './service-replicas.ts';
import type { SwarmReader } from './swarm-reader.ts';
import { makeTaskHistory, type TaskCounts } from './task-history.ts';

type TaskLabels = LabelValues<typeof swarmServices.tasks.labels>;

/** The swarm goes on calling a task running whose node has gone. */
const stateOf = (
  { Status: { State }, NodeID = '' }: SwarmTask,
  nodes: ReadonlyMap<string, SwarmNode>,
): TaskLabels['state'] => (State === 'running' && isGone(nodes.get(NodeID)) ? 'unreachable' : State);

const emitTasks = (
  emit: Emit,
  service_name: string,
  tasks: readonly SwarmTask[],
  nodes: ReadonlyMap<string, SwarmNode>,
) => {
  const counts = new Map<string, { readonly labels: TaskLabels; count: number }>();
  for (const task of tasks) {
    const labels = { service_name, state: stateOf(task, nodes), desired_state: task.DesiredState };
    const key = `${labels.state} ${labels.desired_state}`;
    const known = counts.get(key);
    if (known) known.count += 1;
    else counts.set(key, { labels, count: 1 });
  }
  for (const { labels, count } of counts.values()) emit(swarmServices.tasks, labels, count);
};

const emitCounts = (emit: Emit, service_name: string, { starts, failures }: TaskCounts) => {
  emit(swarmServices.starts, { service_name }, starts);
  // All of them from the first: of a series that begins at 1, Prometheus does not know that it has grown.
  for (const reason of failureReasons) emit(swarmServices.failures, { service_name, reason }, failures[reason]);
};

const emitUpdate = (emit: Emit, service_name: string, { UpdateStatus }: SwarmService) => {
  if (!UpdateStatus) return;
  for (const state of swarmServices.updateState.labels.state.values) {
    emit(swarmServices.updateState, { service_name, state }, state === UpdateStatus.State ? 1 : 0);
  }
};

const emitService = (
  emit: Emit,
  service: SwarmService,
  tasks: readonly SwarmTask[],
  nodes: ReadonlyMap<string, SwarmNode>,
) => {
  const { Name: service_name, Labels } = service.Spec;
  const { mode, desired, running } = replicasOf(service, tasks, nodes);
  const labels = { service_name, stack: asLabel(Labels['com.docker.stack.namespace'] ?? ''), mode };
  emit(swarmServices.desired, labels, desired);
  emit(swarmServices.running, labels, running);
  emitUpdate(emit, service_name, service);
  emit(swarmServices.build, { service_name, ...buildOf(service) }, 1);
  emitTasks(emit, service_name, tasks, nodes);
};

/**
 * Services and tasks of the Docker Swarm that the engine here manages: one request for each list, however long. It polls, so that
 * there is no stream of events to lose.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/
 */
export const swarmServicesCollector = (swarm: SwarmReader): Collector => {
  const history = makeTaskHistory();
  return {
    name: 'swarm_services',
    help: 'Services of the Docker Swarm that the engine here manages, their updates and their tasks.',
    enabled: true,
    timeoutMs: 4_000,
    families: Object.values(swarmServices),
    async collect({ emit, signal }) {
      // First, since they tell whether there is a swarm at all.
      const nodes = new Map((await swarm.nodes(signal)).map((node) => [node.ID, node]));
      // One after the other: where one fails, none is left that nobody waits for.
      const services = await swarm.services(signal);
      const tasks = await swarm.tasks(signal);
      const tasksOf = Map.groupBy(tasks, ({ ServiceID = '' }) => ServiceID);
      const counts = history.take(services, tasks);
      for (const service of services) {
        emitService(emit, service, tasksOf.get(service.ID) ?? [], nodes);
        const own = counts.get(service.ID);
        if (own) emitCounts(emit, service.Spec.Name, own);
      }
    },
  };
};
