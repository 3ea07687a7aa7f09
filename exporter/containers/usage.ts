import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Cgroups } from './cgroups.ts';

/** What a container uses; what its kernel does not tell is absent. */
export interface Usage {
  readonly cpuSeconds?: number | undefined;
  readonly periods?: number | undefined;
  readonly throttledPeriods?: number | undefined;
  readonly throttledSeconds?: number | undefined;
  readonly workingSetBytes?: number | undefined;
  /** Absent where there is none. */
  readonly limitBytes?: number | undefined;
  readonly oomKills?: number | undefined;
  readonly pids?: number | undefined;
}

/** Version 1 writes "no limit" as the largest number of whole pages; no machine has this much. */
const unlimitedBytes = 2 ** 62;

/** A file of the kernel's; absent where it is not there, or no more: the container may end at any time. */
const readText = async (folder: string | undefined, path: string, file: string): Promise<string | undefined> => {
  if (folder === undefined) return undefined;
  try {
    return await readFile(join(folder, path, file), 'utf8');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENODEV') return undefined;
    throw error;
  }
};

/** The number that a file is; absent where it says `max`. */
const numberOf = (text: string | undefined): number | undefined =>
  text !== undefined && /^\d+\s*$/.test(text) ? Number(text) : undefined;

/** The number behind a name, in a file of lines with both. */
const named = (text: string | undefined, name: string): number | undefined => {
  const line = text?.split('\n').find((one) => one.startsWith(`${name} `));
  return numberOf(line?.slice(name.length + 1));
};

const scaled = (value: number | undefined, perSecond: number): number | undefined =>
  value === undefined ? undefined : value / perSecond;

/** As the kernel reckons when a limit is reached: cached files that were not used lately it takes back first. */
const workingSet = (used: number | undefined, inactiveFile: number | undefined): number | undefined =>
  used === undefined || inactiveFile === undefined ? undefined : Math.max(0, used - inactiveFile);

/** @see https://docs.kernel.org/admin-guide/cgroup-v1/index.html: times in nanoseconds */
const readFirst = async ({ folders }: Extract<Cgroups, { version: 1 }>, path: string): Promise<Usage> => {
  const [cpuUsed, cpuStat, used, stat, limit, oom, pids] = await Promise.all([
    readText(folders.cpuacct, path, 'cpuacct.usage'),
    readText(folders.cpu, path, 'cpu.stat'),
    readText(folders.memory, path, 'memory.usage_in_bytes'),
    readText(folders.memory, path, 'memory.stat'),
    readText(folders.memory, path, 'memory.limit_in_bytes'),
    readText(folders.memory, path, 'memory.oom_control'),
    readText(folders.pids, path, 'pids.current'),
  ]);
  const limitBytes = numberOf(limit);
  return {
    cpuSeconds: scaled(numberOf(cpuUsed), 1e9),
    periods: named(cpuStat, 'nr_periods'),
    throttledPeriods: named(cpuStat, 'nr_throttled'),
    throttledSeconds: scaled(named(cpuStat, 'throttled_time'), 1e9),
    workingSetBytes: workingSet(numberOf(used), named(stat, 'total_inactive_file')),
    limitBytes: limitBytes !== undefined && limitBytes < unlimitedBytes ? limitBytes : undefined,
    oomKills: named(oom, 'oom_kill'),
    pids: numberOf(pids),
  };
};

/** @see https://docs.kernel.org/admin-guide/cgroup-v2.html: times in microseconds */
const readSecond = async ({ folder }: Extract<Cgroups, { version: 2 }>, path: string): Promise<Usage> => {
  const [cpuStat, used, stat, limit, events, pids] = await Promise.all(
    ['cpu.stat', 'memory.current', 'memory.stat', 'memory.max', 'memory.events', 'pids.current'].map((file) =>
      readText(folder, path, file),
    ),
  );
  return {
    cpuSeconds: scaled(named(cpuStat, 'usage_usec'), 1e6),
    periods: named(cpuStat, 'nr_periods'),
    throttledPeriods: named(cpuStat, 'nr_throttled'),
    throttledSeconds: scaled(named(cpuStat, 'throttled_usec'), 1e6),
    workingSetBytes: workingSet(numberOf(used), named(stat, 'inactive_file')),
    limitBytes: numberOf(limit),
    oomKills: named(events, 'oom_kill'),
    pids: numberOf(pids),
  };
};

/** What the container whose cgroup has this path uses now. @throws Error if a file is there, but cannot be read */
export const readUsage = (cgroups: Cgroups, path: string): Promise<Usage> =>
  cgroups.version === 1 ? readFirst(cgroups, path) : readSecond(cgroups, path);
