import type { LabelValues } from '../../metrics/declare.ts';
import type { SwarmNode, SwarmService, SwarmTask } from './docker-schema.ts';
import type { swarmServices } from './families.ts';
import type { FindPlaces } from './placement.ts';

type States = LabelValues<typeof swarmServices.tasks.labels>;

/** A service's mode as Docker names it, and how many of its tasks should run and do. */
interface Replicas {
  readonly mode: 'replicated' | 'global' | 'replicated-job' | 'global-job';
  readonly desired: number;
  readonly running: number;
}

/** Counts the tasks of one service as they are told of. */
export interface ServiceTally {
  readonly take: (task: SwarmTask) => void;
  /** How many tasks are in a state and should be in one. */
  readonly states: () => readonly (Omit<States, 'service_name'> & { readonly count: number })[];
  /** The engine's own `RunningTasks` counts tasks of nodes that are down too, and those that an update replaces. */
  readonly replicas: () => Replicas;
}

/** Whether what the node last said of its tasks no longer holds: it cannot say. The leader may not know yet of other nodes. */
const isGone = (node: SwarmNode | undefined): boolean =>
  node === undefined || node.Status.State === 'down' || node.Status.State === 'disconnected';

/** Tasks that are to run, a job's to the end of their work. Others are leaving, or wait to replace one. */
const isWanted = ({ DesiredState }: SwarmTask): boolean => DesiredState === 'running' || DesiredState === 'complete';

/** The swarm's nodes, as a tally needs them. */
export interface KnownNodes {
  readonly byId: ReadonlyMap<string, SwarmNode>;
  readonly placesOf: FindPlaces;
}

/** Makes the tally of a service. */
export const makeServiceTally = (service: SwarmService, { byId, placesOf }: KnownNodes): ServiceTally => {
  const { Mode } = service.Spec;
  const isGlobal = 'Global' in Mode;
  const counts = new Map<States['state'], Map<States['desired_state'], number>>();
  /** Nodes that have a task of a global service. */
  const kept = new Set<string | undefined>();
  let running = 0;

  /**
   * Nodes that a global service belongs to. The swarm's own count knows only tasks: one that it gave up restarting, or that waits
   * for its next start, would be missed by nobody. A paused node keeps what it has, and gets nothing new.
   */
  const fitting = (): number =>
    placesOf(service.Spec.TaskTemplate.Placement?.Constraints ?? []).filter(
      ({ ID, Spec, Status }) =>
        Status.State !== 'down' && (Spec.Availability === 'active' || (Spec.Availability === 'pause' && kept.has(ID))),
    ).length;

  return {
    take(task) {
      const { DesiredState, NodeID, Status } = task;
      const ran = Status.State === 'running';
      // The swarm goes on calling a task running whose node has gone.
      const state = ran && isGone(byId.get(NodeID ?? '')) ? 'unreachable' : Status.State;
      const wanted = isWanted(task);
      if (state === 'running' && wanted) running += 1;
      if (isGlobal && wanted) kept.add(NodeID);
      const own = counts.get(state) ?? new Map<States['desired_state'], number>();
      own.set(DesiredState, (own.get(DesiredState) ?? 0) + 1);
      counts.set(state, own);
    },
    states: () =>
      [...counts].flatMap(([state, own]) =>
        [...own].map(([desired_state, count]) => ({ state, desired_state, count })),
      ),
    replicas() {
      const { DesiredTasks, CompletedTasks } = service.ServiceStatus;
      if ('Replicated' in Mode) return { mode: 'replicated', desired: DesiredTasks, running };
      if ('Global' in Mode) return { mode: 'global', desired: fitting(), running };
      if ('GlobalJob' in Mode) return { mode: 'global-job', desired: DesiredTasks, running };
      const { MaxConcurrent, TotalCompletions } = Mode.ReplicatedJob;
      const left = Math.max(0, TotalCompletions - CompletedTasks);
      return { mode: 'replicated-job', desired: Math.min(MaxConcurrent, left), running };
    },
  };
};
