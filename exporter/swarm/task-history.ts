import type { SwarmService, SwarmTask } from './docker-schema.ts';
import { failureReasons } from './families.ts';
import { type FailureReason, failureReasonOf } from './task-failure.ts';

/** What the tasks of a service have come to since we look. */
export interface TaskCounts {
  readonly starts: number;
  readonly failures: Readonly<Record<FailureReason, number>>;
}

interface MutableCounts {
  starts: number;
  readonly failures: Record<FailureReason, number>;
}

/** What of a task is counted already. */
interface Seen {
  readonly started: boolean;
  readonly failed: boolean;
}

/** Counts what becomes of tasks over many answers of the swarm. */
export interface TaskHistory {
  /**
   * Takes the tasks that the swarm remembers now.
   * @returns the counts of each of these services, by its id
   */
  readonly take: (services: readonly SwarmService[], tasks: readonly SwarmTask[]) => ReadonlyMap<string, TaskCounts>;
}

/** Whether it got as far as running, now or before it ended, or failed at that. */
const hasStarted = ({ Status: { State, ContainerStatus } }: SwarmTask): boolean => {
  if (State === 'running' || State === 'complete' || State === 'failed') return true;
  // One that was told to shut down before it had a container never ran.
  return (State === 'shutdown' || State === 'remove' || State === 'orphaned') && Boolean(ContainerStatus?.ContainerID);
};

const none = (): MutableCounts => ({
  starts: 0,
  failures: Object.fromEntries(failureReasons.map((reason) => [reason, 0])) as Record<FailureReason, number>,
});

/**
 * Makes counters of the swarm's tasks that only grow, although the swarm itself forgets all but the last few of them. The tasks of
 * the last answer are remembered and no others: a task's id is never used again, so that one that the swarm forgot does not come
 * back. What the first answer tells of has been counted by whoever looked before, if anybody: it is not counted.
 */
export const makeTaskHistory = (): TaskHistory => {
  let seen: ReadonlyMap<string, Seen> | undefined;
  let counts: ReadonlyMap<string, MutableCounts> = new Map();

  return {
    take(services, tasks) {
      const now = new Map<string, Seen>();
      const next = new Map(services.map(({ ID }) => [ID, counts.get(ID) ?? none()]));
      for (const task of tasks) {
        const before = seen?.get(task.ID);
        const reason = failureReasonOf(task);
        const started = hasStarted(task);
        now.set(task.ID, {
          started: started || before?.started === true,
          failed: reason !== undefined || before?.failed === true,
        });
        const own = next.get(task.ServiceID ?? '');
        if (seen === undefined || own === undefined) continue;
        if (started && !before?.started) own.starts += 1;
        if (reason !== undefined && !before?.failed) own.failures[reason] += 1;
      }
      seen = now;
      counts = next;
      return next;
    },
  };
};
