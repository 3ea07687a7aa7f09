import type { host } from './families.ts';

type CpuMode = (typeof host.cpu.labels.mode.values)[number];

/** What a processor has spent in each mode, in seconds. */
export type CpuTimes = Readonly<Record<CpuMode, number>>;

/** Modes in the order in which the kernel writes them. */
const columns: readonly CpuMode[] = ['user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'];

/** Ticks of the kernel's clock in a second, as it shows them to programs: the same on every machine of today. */
const ticks = 100;

/** A processor that fell back by this much, in seconds, was away and begins anew. */
const anew = 3;

/**
 * The times of each processor, by its number.
 * @param stat text of /proc/stat
 * @see proc_stat(5)
 */
export const parseCpuTimes = (stat: string): ReadonlyMap<string, CpuTimes> =>
  new Map(
    [...stat.matchAll(/^cpu(\d+) (.*)$/gm)].map(([, cpu = '', times = '']) => {
      const values = times.trim().split(/\s+/).map(Number);
      const seconds = columns.map((mode, i) => [mode, (values[i] ?? 0) / ticks] as const);
      return [cpu, Object.fromEntries(seconds) as Record<CpuMode, number>];
    }),
  );

/**
 * Makes what keeps the times of processors from falling: some of the kernel's do so by a little, above all `iowait`, and
 * Prometheus would take that for a restart.
 */
export const makeRisingTimes = () => {
  let before: ReadonlyMap<string, CpuTimes> = new Map();
  return (now: ReadonlyMap<string, CpuTimes>): ReadonlyMap<string, CpuTimes> => {
    before = new Map(
      [...now].map(([cpu, times]) => {
        const last = before.get(cpu);
        if (last === undefined || last.idle - times.idle >= anew) return [cpu, times];
        const risen = columns.map((mode) => [mode, Math.max(last[mode], times[mode])] as const);
        return [cpu, Object.fromEntries(risen) as Record<CpuMode, number>];
      }),
    );
    return before;
  };
};
