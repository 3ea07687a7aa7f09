/** What stands in a panel where there is no swarm to tell of. */
export const noSwarm = 'No Swarm: its exporter reaches no Docker engine, or one that is no manager';

/** What stands in a panel where no node tells of its containers. */
export const noAgents = 'No agents: run `gapwatch exporter --agent` on each node of the swarm';
