import type { Emit } from '../../metrics/samples.ts';
import { type Collector, CollectorError, CollectorSkipped } from '../engine/collector.ts';
import { makeRisingTimes, parseCpuTimes } from './cpu-times.ts';
import { host, hostFilesystem } from './families.ts';
import { type MountUsage, makeFilesystemReader, type StatFilesystem } from './filesystems.ts';
import { parseMounts } from './mounts.ts';

/** What the collector needs of its machine. */
export interface HostOptions {
  /** A file of /proc. */
  readonly readProc: (file: 'stat' | 'meminfo' | 'loadavg' | 'self/mountinfo') => Promise<string>;
  readonly statFilesystem: StatFilesystem;
  /** Where the machine's `/` is mounted; absent where it is this program's own. */
  readonly folder?: string | undefined;
}

/** The number in a file of /proc. @throws CollectorError if it is not there */
const numberIn = (text: string, pattern: RegExp, what: string): number => {
  const found = pattern.exec(text)?.[1];
  if (found === undefined) throw new CollectorError(`The kernel here does not tell ${what}.`);
  return Number(found);
};

const emitFilesystem = (emit: Emit, { mount, stats }: MountUsage) => {
  const { device, fstype, mountpoint, readOnly } = mount;
  const labels = { device, fstype, mountpoint };
  emit(hostFilesystem.error, labels, stats === undefined ? 1 : 0);
  emit(hostFilesystem.readOnly, labels, readOnly ? 1 : 0);
  if (stats === undefined) return;
  emit(hostFilesystem.size, labels, stats.blocks * stats.bsize);
  emit(hostFilesystem.available, labels, stats.bavail * stats.bsize);
  emit(hostFilesystem.files, labels, stats.files);
  emit(hostFilesystem.filesFree, labels, stats.ffree);
};

/**
 * Processors, memory, load and filesystems of the machine that it runs on, from the kernel's own files. A container sees the
 * same of its host but for the filesystems, for which it needs the host's `/`.
 */
export const hostCollector = ({ readProc, statFilesystem, folder = '' }: HostOptions): Collector => {
  const rising = makeRisingTimes();
  const readFilesystems = makeFilesystemReader(statFilesystem);
  const read = (file: Parameters<typeof readProc>[0]) =>
    readProc(file).catch((cause: unknown) => {
      throw new CollectorSkipped(`This machine has no /proc/${file}, by which Linux tells of itself.`, { cause });
    });
  return {
    name: 'host',
    help: 'Processors, memory, load and filesystems of this machine, under the names of node_exporter; to be left out where that runs.',
    enabled: false,
    timeoutMs: 2_000,
    families: [...Object.values(host), ...Object.values(hostFilesystem)],
    async collect({ emit, note, signal, remainingMs }) {
      const [stat, meminfo, loadavg, mountinfo] = await Promise.all([
        read('stat'),
        read('meminfo'),
        read('loadavg'),
        read('self/mountinfo'),
      ]);
      for (const [cpu, times] of rising(parseCpuTimes(stat))) {
        for (const mode of host.cpu.labels.mode.values) emit(host.cpu, { cpu, mode }, times[mode]);
      }
      const memory = (name: string) =>
        1024 * numberIn(meminfo, new RegExp(`^${name}: +(\\d+) kB$`, 'm'), `its ${name}`);
      emit(host.memoryTotal, {}, memory('MemTotal'));
      emit(host.memoryAvailable, {}, memory('MemAvailable'));
      emit(host.load1, {}, numberIn(loadavg, /^([\d.]+) /, 'its load'));
      emit(host.bootTime, {}, numberIn(stat, /^btime (\d+)$/m, 'when it started'));
      const { usages, unasked } = await readFilesystems(parseMounts(mountinfo, folder), { signal, remainingMs });
      for (const usage of usages) emitFilesystem(emit, usage);
      if (unasked > 0) note(`${unasked} filesystems are not told of, because others are silent.`);
    },
  };
};
