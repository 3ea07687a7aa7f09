import type { Row } from '../benchmark.ts';

/** One subject of the exporter's benchmark. It starts what it needs, and ends it. */
export interface Part {
  /** What is under way, for the person who waits. */
  readonly name: string;
  readonly run: (say: (line: string) => void) => Promise<readonly Row[]>;
}

/** Why a time may miss its goal here. */
export const sharedCores = 'MySQL, exporter and reader share two cores with whatever else the machine does';
