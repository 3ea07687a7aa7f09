import type { z } from 'zod';
import type { LabelValues } from '../../metrics/declare.ts';
import type { Emit } from '../../metrics/samples.ts';
import { type Collector, CollectorError, CollectorSkipped } from '../engine/collector.ts';
import { type AskDocker, DockerStatusError } from './docker-client.ts';
import { docker } from './docker-schema.ts';
import { swarmNodes, swarmReplicas, swarmTasks } from './families.ts';

type Nodes = z.output<typeof docker.nodes>;
type Service = z.output<typeof docker.services>[number];
type Tasks = z.output<typeof docker.tasks>;
type TaskState = LabelValues<typeof swarmTasks.labels>['state'];

const count = <T>(items: readonly T[], test: (item: T) => boolean): number => items.filter(test).length;

/** Every combination is given, zero or not: the list is closed, and zero is known. */
const emitNodes = (emit: Emit, nodes: Nodes) => {
  const { state: states, availability: availabilities, role: roles } = swarmNodes.labels;
  for (const state of states.values) {
    for (const availability of availabilities.values) {
      for (const role of roles.values) {
        const value = count(
          nodes,
          ({ Spec, Status }) => Status.State === state && Spec.Availability === availability && Spec.Role === role,
        );
        emit(swarmNodes, { state, availability, role }, value);
      }
    }
  }
};

/** The service's mode; absent for jobs, which end by design. */
const modeOf = ({ Spec }: Service): 'replicated' | 'global' | undefined =>
  'Replicated' in Spec.Mode ? 'replicated' : 'Global' in Spec.Mode ? 'global' : undefined;

const emitService = (emit: Emit, service: Service, states: readonly TaskState[]) => {
  const { Name: service_name, Labels } = service.Spec;
  for (const state of new Set(states)) {
    emit(
      swarmTasks,
      { service_name, state },
      count(states, (other) => other === state),
    );
  }
  const mode = modeOf(service);
  if (mode === undefined) return;
  const labels = { service_name, stack: Labels?.['com.docker.stack.namespace'] ?? '', mode };
  emit(swarmReplicas.desired, labels, service.ServiceStatus.DesiredTasks);
  emit(
    swarmReplicas.running,
    labels,
    count(states, (state) => state === 'running'),
  );
};

/** States of the tasks of each service. The swarm goes on calling a task running whose node has gone. */
const statesByService = (tasks: Tasks, nodes: Nodes): ReadonlyMap<string, readonly TaskState[]> => {
  const ready = new Set(nodes.filter(({ Status }) => Status.State === 'ready').map(({ ID }) => ID));
  const stateOf = ({ NodeID = '', Status: { State } }: Tasks[number]): TaskState =>
    State === 'running' && !ready.has(NodeID) ? 'unreachable' : State;
  const byService = Map.groupBy(tasks, ({ ServiceID = '' }) => ServiceID);
  return new Map([...byService].map(([id, own]) => [id, own.map(stateOf)]));
};

/** Nodes, or the reason why there are none to see: no swarm here is a reason to skip, a swarm in trouble is not. */
const askNodes = async (ask: AskDocker, signal: AbortSignal): Promise<Nodes> => {
  try {
    return await ask('/nodes', docker.nodes, signal);
  } catch (error) {
    if (!(error instanceof DockerStatusError && error.status === 503)) throw error;
    const { Swarm } = await ask('/info', docker.info, signal);
    if (Swarm.ControlAvailable) throw error;
    throw new CollectorSkipped(
      Swarm.LocalNodeState === 'active'
        ? 'The Docker engine here is a worker of its swarm; only managers know the services.'
        : 'The Docker engine here is in no swarm.',
      { cause: error },
    );
  }
};

/**
 * Nodes, services and tasks of the Docker Swarm that the engine here manages: one request each, however many there are.
 * Skipped where there is no swarm; once it has answered, a swarm that is gone is a failure.
 * @see https://docs.docker.com/reference/api/engine/version/v1.41/
 */
export const swarmCollector = (ask: AskDocker, close: () => Promise<void>): Collector => {
  let answered = false;
  return {
    name: 'swarm',
    help: 'Nodes, services and tasks of the Docker Swarm.',
    enabled: true,
    timeoutMs: 4_000,
    families: [swarmNodes, ...Object.values(swarmReplicas), swarmTasks],
    async collect({ emit, signal }) {
      try {
        const nodes = await askNodes(ask, signal);
        const services = await ask('/services?status=true', docker.services, signal);
        const tasks = await ask('/tasks', docker.tasks, signal);
        emitNodes(emit, nodes);
        const states = statesByService(tasks, nodes);
        for (const service of services) emitService(emit, service, states.get(service.ID) ?? []);
        answered = true;
      } catch (error) {
        if (!(error instanceof CollectorSkipped && answered)) throw error;
        throw new CollectorError(error.message, { cause: error });
      }
    },
    close,
  };
};
