import type { SwarmNode, SwarmService, SwarmTask } from './docker-schema.ts';
import { placementTest } from './placement.ts';

/** A service's mode as Docker names it, and how many of its tasks should run and do. */
export interface Replicas {
  readonly mode: 'replicated' | 'global' | 'replicated-job' | 'global-job';
  readonly desired: number;
  readonly running: number;
}

/** Whether what the node last said of its tasks no longer holds: it cannot say. The leader may not know yet of other nodes. */
export const isGone = (node: SwarmNode | undefined): boolean =>
  node === undefined || node.Status.State === 'down' || node.Status.State === 'disconnected';

/** Tasks that are to run, a job's to the end of their work. Others are leaving, or wait to replace one. */
const isWanted = ({ DesiredState }: SwarmTask): boolean => DesiredState === 'running' || DesiredState === 'complete';

/**
 * Nodes that a global service belongs to. The swarm's own count knows only tasks: one that it gave up restarting, or that waits for
 * its next start, would be missed by nobody. A paused node keeps what it has, and gets nothing new.
 */
const fittingNodes = ({ Spec }: SwarmService, tasks: readonly SwarmTask[], nodes: Iterable<SwarmNode>): number => {
  const fits = placementTest(Spec.TaskTemplate.Placement?.Constraints ?? []);
  const kept = new Set(tasks.filter(isWanted).map(({ NodeID }) => NodeID));
  let count = 0;
  for (const node of nodes) {
    const takes = node.Spec.Availability === 'active' || (node.Spec.Availability === 'pause' && kept.has(node.ID));
    if (takes && node.Status.State !== 'down' && fits(node)) count += 1;
  }
  return count;
};

/**
 * Replicas of a service. The engine's `RunningTasks` counts tasks of nodes that are down, and those that an update replaces.
 * @param tasks of the service
 * @param nodes of the swarm, by their ids
 */
export const replicasOf = (
  service: SwarmService,
  tasks: readonly SwarmTask[],
  nodes: ReadonlyMap<string, SwarmNode>,
): Replicas => {
  const { Mode } = service.Spec;
  const { DesiredTasks, CompletedTasks } = service.ServiceStatus;
  const running = tasks.filter(
    (task) => task.Status.State === 'running' && isWanted(task) && !isGone(nodes.get(task.NodeID ?? '')),
  ).length;
  if ('Replicated' in Mode) return { mode: 'replicated', desired: DesiredTasks, running };
  if ('Global' in Mode) return { mode: 'global', desired: fittingNodes(service, tasks, nodes.values()), running };
  if ('GlobalJob' in Mode) return { mode: 'global-job', desired: DesiredTasks, running };
  const { MaxConcurrent, TotalCompletions } = Mode.ReplicatedJob;
  const left = Math.max(0, TotalCompletions - CompletedTasks);
  return { mode: 'replicated-job', desired: Math.min(MaxConcurrent, left), running };
};
