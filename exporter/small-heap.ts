import { PerformanceObserver } from 'node:perf_hooks';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';

/**
 * Bytes of the young generation that a scrape of one server fits into, so that what it makes is gone before it would have to be moved.
 * V8 would take 128 MiB for the 10,000 tasks of a swarm.
 */
const enoughBytes = 16 * 1024 * 1024;

/**
 * How much the old generation grows until V8 looks through it, in percent of what lives: what outlives the young one for a moment, such
 * as a large page, is then given back soon. With a young generation that is large enough this costs no time, as little comes so far.
 */
const oldGrowthPercent = 30;

const youngBytes = (): number =>
  getHeapSpaceStatistics().find(({ space_name: name }) => name === 'new_space')?.space_size ?? 0;

/** Keeps the young generation of this process at its least: it would grow while modules are loaded, and never shrinks by itself. */
export const holdHeap = (): void => setFlagsFromString('--semi-space-growth-factor=1');

/**
 * Keeps the heap of this process small from now on, at no cost in time: lets the young generation grow as usual until it is large enough
 * for a scrape, and then no more. Each collection of garbage is followed by a look, so it may once be too large by a step: twice as large.
 * @see https://v8.dev/blog/trash-talk
 */
export const keepHeapSmall = (): void => {
  setFlagsFromString(`--heap-growing-percent=${oldGrowthPercent}`);
  setFlagsFromString('--semi-space-growth-factor=2');
  const observer = new PerformanceObserver(() => {
    if (youngBytes() < enoughBytes) return;
    holdHeap();
    observer.disconnect();
  });
  observer.observe({ entryTypes: ['gc'] });
};
