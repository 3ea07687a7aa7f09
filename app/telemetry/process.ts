import { constants, PerformanceObserver } from 'node:perf_hooks';
import { getHeapStatistics } from 'node:v8';
import { register } from '../../metrics/prom-client.ts';
import { nodeMetrics } from '../metrics.ts';
import type { Telemetry } from './telemetry.ts';

const gcKinds = {
  [constants.NODE_PERFORMANCE_GC_MINOR]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MINOR_MARK_SWEEP]: 'minor',
  [constants.NODE_PERFORMANCE_GC_MAJOR]: 'major',
  [constants.NODE_PERFORMANCE_GC_INCREMENTAL]: 'incremental',
  [constants.NODE_PERFORMANCE_GC_WEAKCB]: 'weak_callbacks',
} as const;

/** Node's types leave out that entries of the collector carry a detail. */
const kindOf = (entry: object) => {
  const detail: unknown = 'detail' in entry ? entry.detail : undefined;
  return typeof detail === 'object' && detail !== null && 'kind' in detail ? gcKinds[Number(detail.kind)] : undefined;
};

/**
 * Measures pauses of the garbage collector, heap, memory and processor time of this process.
 * @returns a function that stops it
 */
export const measureProcess = (telemetry: Telemetry, worker: string): (() => void) => {
  const { registry } = telemetry;
  const gc = register(registry, nodeMetrics.gcDuration);
  const heap = register(registry, nodeMetrics.heap);
  const cpu = register(registry, nodeMetrics.cpu);
  const memory = register(registry, nodeMetrics.residentMemory);

  const observer = new PerformanceObserver((list) => {
    for (const entry of list.getEntries()) {
      const kind = kindOf(entry);
      if (kind) gc.observe({ kind }, entry.duration / 1e3);
    }
  });
  observer.observe({ entryTypes: ['gc'] });

  let counted = 0;
  telemetry.beforeCollect(() => {
    const statistics = getHeapStatistics();
    heap.set({ worker, state: 'used' }, statistics.used_heap_size);
    heap.set({ worker, state: 'total' }, statistics.total_heap_size);
    heap.set({ worker, state: 'limit' }, statistics.heap_size_limit);
    memory.set({ worker }, process.memoryUsage.rss());
    const { user, system } = process.cpuUsage();
    const used = (user + system) / 1e6;
    cpu.add({ worker }, used - counted);
    counted = used;
  });
  return () => observer.disconnect();
};
