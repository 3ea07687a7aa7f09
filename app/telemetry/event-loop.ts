import { monitorEventLoopDelay, performance } from 'node:perf_hooks';
import { register } from '../../metrics/prom-client.ts';
import { nodeMetrics } from '../metrics.ts';
import type { Telemetry } from './telemetry.ts';

/**
 * Milliseconds between two samples. The histogram counts it as delay, so it is taken off. Each sample wakes the process: at 20 ms
 * that was 1 % of what a chat of 400 people takes.
 */
const resolutionMs = 50;

/** Milliseconds between two changes of window: at least the longest usual scrape interval, so that no scrape misses a spike. */
const windowMs = 15_000;

const monitor = () => {
  const histogram = monitorEventLoopDelay({ resolution: resolutionMs });
  histogram.enable();
  return { histogram, utilization: performance.eventLoopUtilization() };
};

/**
 * Measures event-loop delay (seconds) and utilisation (ratio) over the last 15 to 30 seconds, however often it is scraped.
 * Two overlapping windows, because a stall that spans a histogram's reset is missing from that histogram.
 * @returns a function that stops it
 */
export const measureEventLoop = (telemetry: Telemetry, worker: string): (() => void) => {
  // At most, where two workers share a place for a moment.
  const delay = register(telemetry.registry, nodeMetrics.eventLoopDelay, 'max');
  const utilization = register(telemetry.registry, nodeMetrics.eventLoopUtilization, 'max');
  let older = monitor();
  let newer = monitor();
  const timer = setInterval(() => {
    older.histogram.disable();
    older = newer;
    newer = monitor();
  }, windowMs).unref();

  telemetry.beforeCollect(() => {
    const { histogram } = older;
    const seconds = (nanoseconds: number) => Math.max(0, nanoseconds / 1e9 - resolutionMs / 1e3);
    delay.set({ worker, stat: 'p50' }, seconds(histogram.percentile(50)));
    delay.set({ worker, stat: 'p99' }, seconds(histogram.percentile(99)));
    delay.set({ worker, stat: 'max' }, seconds(histogram.max));
    utilization.set({ worker }, performance.eventLoopUtilization(older.utilization).utilization);
  });
  return () => {
    clearInterval(timer);
    older.histogram.disable();
    newer.histogram.disable();
  };
};
