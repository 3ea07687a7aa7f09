import type { SwarmContainer } from './container-schema.ts';

/** Asks the engine for the node's containers that belong to services. */
export type ListContainers = (signal: AbortSignal) => Promise<readonly SwarmContainer[]>;

/** Whose task a container is. */
export interface TaskName {
  readonly service_name: string;
  readonly task: string;
  readonly node_id: string;
  /** When the container was made, Unix time in seconds. */
  readonly created: number;
}

/** Names of the tasks whose containers these are, by the containers' ids; those of no service are left out. */
export type NameTasks = (ids: Iterable<string>, signal: AbortSignal) => Promise<ReadonlyMap<string, TaskName>>;

/**
 * Remembers the names of containers for as long as these are there, so that the engine is asked only when a new one has come,
 * once for all of them.
 */
export const rememberTaskNames = (list: ListContainers): NameTasks => {
  let known = new Map<string, TaskName | undefined>();
  return async (ids, signal) => {
    const now = [...ids];
    if (now.some((id) => !known.has(id))) {
      for (const { Id, Created, Labels } of await list(signal)) {
        const name = Labels['com.docker.swarm.task.name'];
        known.set(Id, {
          service_name: Labels['com.docker.swarm.service.name'],
          // The task's id at the end is another one for each task: a label of it would grow for ever.
          task: name.replace(`.${Labels['com.docker.swarm.task.id']}`, ''),
          node_id: Labels['com.docker.swarm.node.id'],
          created: Created,
        });
      }
    }
    // Those that the engine did not list are of no service.
    known = new Map(now.map((id) => [id, known.get(id)]));
    return new Map([...known].flatMap(([id, name]) => (name === undefined ? [] : [[id, name]])));
  };
};
