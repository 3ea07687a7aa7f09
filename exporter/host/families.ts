import { bounded, metric, oneOf } from '../../metrics/declare.ts';

/** The families of the machine, under the names that node_exporter gave them, so that its dashboards and alerts work. */
const peer = 'node_exporter';

/** What the machine has, and does. */
export const host = {
  cpu: metric.ofPeer(peer, 'counter', 'node_cpu_seconds_total', {
    help: 'Time that the processor has spent in each mode.',
    labels: {
      cpu: bounded(1_024, 'processors of the machine'),
      mode: oneOf('user', 'nice', 'system', 'idle', 'iowait', 'irq', 'softirq', 'steal'),
    },
  }),
  // Of Linux the peer calls these MemTotal and MemAvailable, which promtool's lint refuses; of macOS it says total.
  memoryTotal: metric.ofPeer(peer, 'gauge', 'node_memory_total_bytes', {
    help: 'Memory of the machine that its kernel may use.',
  }),
  memoryAvailable: metric.ofPeer(peer, 'gauge', 'node_memory_available_bytes', {
    help: 'Memory that programs may still take before the machine swaps, as its kernel reckons.',
  }),
  load1: metric.ofPeer(peer, 'gauge', 'node_load1', {
    help: 'Tasks that run, or wait for a processor or a disk: the mean of the last minute.',
  }),
  bootTime: metric.ofPeer(peer, 'gauge', 'node_boot_time_seconds', {
    help: 'When the machine started, in Unix time.',
  }),
} as const;

const labels = {
  device: bounded(200, 'filesystems of the machine'),
  fstype: bounded(50, 'kinds of filesystems that hold files on this machine'),
  mountpoint: bounded(200, 'filesystems of the machine'),
} as const;

/** What the machine's filesystems have, each told once, however many places it is mounted in. */
export const hostFilesystem = {
  size: metric.ofPeer(peer, 'gauge', 'node_filesystem_size_bytes', { help: 'Size of the filesystem.', labels }),
  available: metric.ofPeer(peer, 'gauge', 'node_filesystem_avail_bytes', {
    help: 'What is free in the filesystem for programs that are not root.',
    labels,
  }),
  files: metric.ofPeer(peer, 'gauge', 'node_filesystem_files', {
    help: 'Files that the filesystem can hold; 0 where it has no such limit.',
    labels,
  }),
  filesFree: metric.ofPeer(peer, 'gauge', 'node_filesystem_files_free', {
    help: 'Files that the filesystem can still take.',
    labels,
  }),
  readOnly: metric.ofPeer(peer, 'gauge', 'node_filesystem_readonly', {
    help: 'Whether nothing can be written to the filesystem, as after an error of its disk.',
    labels,
  }),
  error: metric.ofPeer(peer, 'gauge', 'node_filesystem_device_error', {
    help: 'Whether the filesystem did not tell of itself in time, so that nothing else is known of it.',
    labels,
  }),
} as const;
