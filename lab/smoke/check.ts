import type { Config } from '../../config/load-config.ts';

/** What a look at the lab found: whether the evidence is there, and what was seen of it. */
export interface Sighting {
  readonly there: boolean;
  readonly evidence: string;
}

/** One piece of evidence that the lab works. */
export interface Check {
  readonly name: string;
  /** Parts of the lab without which it cannot be had; also those that these need. */
  readonly needs: readonly string[];
  /**
   * Prepares for the looks at one lab; each look ends soon after its signal aborts.
   * @throws Error from a look where nothing answers; it counts as a sighting of nothing
   */
  readonly begin: (config: Config) => (signal: AbortSignal) => Promise<Sighting>;
}

/** What became of a check. Seconds from its first look. */
export interface CheckResult {
  readonly name: string;
  readonly result: 'passed' | 'failed' | 'skipped';
  readonly evidence: string;
  readonly seconds: number;
}
