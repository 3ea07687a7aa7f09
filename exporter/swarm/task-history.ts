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
  /** The last look that it was seen in. */
  look: number;
  started: boolean;
  failed: boolean;
}

/** One look at all tasks that the swarm remembers now. */
interface TaskLook {
  readonly take: (task: SwarmTask) => void;
  /** To be called once all were taken. @returns the counts of each service, by its id */
  readonly end: () => ReadonlyMap<string, TaskCounts>;
}

/** Counts what becomes of tasks over many looks. A look that does not end forgets nothing. */
export interface TaskHistory {
  /** @param services that there are now; tasks of others are not looked at */
  readonly look: (services: readonly SwarmService[]) => TaskLook;
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
 * the last look are remembered and no others: a task's id is never used again, so that one that the swarm forgot does not come
 * back. What the first look finds has been counted by whoever looked before, if anybody: it is not counted.
 */
export const makeTaskHistory = (): TaskHistory => {
  const seen = new Map<string, Seen>();
  let counts: ReadonlyMap<string, MutableCounts> = new Map();
  let looks = 0;
  let isFirst = true;

  const seenOf = (id: string): Seen => {
    const known = seen.get(id) ?? { look: 0, started: false, failed: false };
    if (known.look === 0) seen.set(id, known);
    known.look = looks;
    return known;
  };

  return {
    look(services) {
      looks += 1;
      counts = new Map(services.map(({ ID }) => [ID, counts.get(ID) ?? none()]));
      return {
        take(task) {
          const own = counts.get(task.ServiceID ?? '');
          if (own === undefined) return;
          const before = seenOf(task.ID);
          const reason = failureReasonOf(task);
          if (!before.started && hasStarted(task)) {
            before.started = true;
            if (!isFirst) own.starts += 1;
          }
          if (!before.failed && reason !== undefined) {
            before.failed = true;
            if (!isFirst) own.failures[reason] += 1;
          }
        },
        end() {
          isFirst = false;
          for (const [id, { look }] of seen) if (look !== looks) seen.delete(id);
          return counts;
        },
      };
    },
  };
};
