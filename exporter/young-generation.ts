import { setFlagsFromString } from 'node:v8';

/**
 * Keeps V8 from enlarging the part of the heap where new objects are made, for this process from now on. Nearly all that a scrape
 * makes is garbage when it ends; V8 would take 128 MiB for it where a few do as well, and at the same cost in time.
 * @see https://v8.dev/blog/orinoco-parallel-scavenger
 */
export const keepYoungGenerationSmall = (): void => setFlagsFromString('--semi-space-growth-factor=1');
