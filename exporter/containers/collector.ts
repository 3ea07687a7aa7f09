import type { LabelValues } from '../../metrics/declare.ts';
import type { Emit } from '../../metrics/samples.ts';
import { type Collector, CollectorError } from '../engine/collector.ts';
import type { Cgroups } from './cgroups.ts';
import { findContainers } from './container-paths.ts';
import { swarmContainers } from './families.ts';
import { type ListContainers, rememberTaskNames, type TaskName } from './task-names.ts';
import { readUsage, type Usage } from './usage.ts';

/** What the collector needs of its machine. */
export interface ContainersOptions {
  /** @throws CollectorSkipped if there are none */
  readonly findCgroups: () => Promise<Cgroups>;
  readonly listContainers: ListContainers;
  /** Host name of the node, as the swarm calls it. */
  readonly nameNode: (signal: AbortSignal) => Promise<string>;
}

const emitUsage = (emit: Emit, labels: LabelValues<typeof swarmContainers.cpu.labels>, usage: Usage) => {
  const values = [
    [swarmContainers.cpu, usage.cpuSeconds],
    [swarmContainers.periods, usage.periods],
    [swarmContainers.throttledPeriods, usage.throttledPeriods],
    [swarmContainers.throttled, usage.throttledSeconds],
    [swarmContainers.workingSet, usage.workingSetBytes],
    [swarmContainers.memoryLimit, usage.limitBytes],
    [swarmContainers.oomKills, usage.oomKills],
    [swarmContainers.pids, usage.pids],
  ] as const;
  for (const [metric, value] of values) if (value !== undefined) emit(metric, labels, value);
};

/** One container for each task's name: while an update replaces it, two have the same, and the newer one stays. */
const newestOfEach = (names: ReadonlyMap<string, TaskName>): ReadonlyMap<string, TaskName> => {
  const byAge = [...names].sort(([, a], [, b]) => a.created - b.created);
  const ids = new Map(byAge.map(([id, { task }]) => [task, id]));
  return new Map(byAge.filter(([id, { task }]) => ids.get(task) === id));
};

/**
 * Where no container is seen there may be none, or this program sees its own cgroup only.
 * @throws CollectorError if the engine knows of containers that run
 */
const expectNone = async (cgroups: Cgroups, list: ListContainers, signal: AbortSignal): Promise<void> => {
  const running = (await list(signal)).filter(({ State }) => State === 'running');
  // Looked for again: it may have started after the first look.
  if (running.length === 0 || (await findContainers(cgroups)).size > 0) return;
  throw new CollectorError(
    `The Docker engine runs ${running.length} containers of services, but no container's cgroup is seen from here; mount the host's /sys/fs/cgroup, and name it in exporter.cgroupFolder.`,
  );
};

/**
 * What each container of the Swarm's services on this node uses, read from the kernel's own files; the engine is asked only
 * whose they are.
 */
export const containersCollector = ({ findCgroups, listContainers, nameNode }: ContainersOptions): Collector => {
  const nameTasks = rememberTaskNames(listContainers);
  let hostname: string | undefined;
  return {
    name: 'containers',
    help: 'Processor time and memory of the containers of Swarm services on this node; each node needs an agent of its own.',
    enabled: false,
    timeoutMs: 4_000,
    families: Object.values(swarmContainers),
    async collect({ emit, signal }) {
      const cgroups = await findCgroups();
      const paths = await findContainers(cgroups);
      if (paths.size === 0) return expectNone(cgroups, listContainers, signal);
      const names = newestOfEach(await nameTasks(paths.keys(), signal));
      hostname ??= await nameNode(signal);
      const node = { hostname };
      const read = [...names].map(async ([id, { service_name, task, node_id }]) => ({
        labels: { service_name, task, node_id, ...node },
        usage: await readUsage(cgroups, paths.get(id) ?? ''),
      }));
      for (const { labels, usage } of await Promise.all(read)) emitUsage(emit, labels, usage);
    },
  };
};
