import type { Metric } from '../../metrics/declare.ts';
import type { Emit, Sample } from '../../metrics/samples.ts';
import type { CollectorName } from './families.ts';

/** The end of a collection: when it comes, the signal aborts, and what is still under way is given up. */
export interface Deadline {
  readonly signal: AbortSignal;
  /** Milliseconds left; 0 when it has come. */
  readonly remainingMs: () => number;
  /** Called when what is asked within this time begins, having waited for its turn. */
  readonly onTurn?: () => void;
}

/** What a collector gets for one collection. */
export interface Collection extends Deadline {
  readonly emit: Emit;
  /** Says a sentence about something left out that is no failure. It is logged once, and shown while it lasts. */
  readonly note: (sentence: string) => void;
}

/** The servers that a collector can read; on others the engine skips it. */
interface Support {
  /** In words, for the documentation and the reason of a skip: `MySQL 8.0 and newer`. */
  readonly servers: string;
  /** Whether the server here is one of them. Asked before each collection, within its deadline. */
  readonly here: (deadline: Deadline) => Promise<boolean>;
}

/** Families beyond the declared ones, which the server names: a server of another version has others. */
interface OpenFamilies {
  /** What the name of each begins with. */
  readonly prefixes: readonly string[];
  /** The most of them that one collection may emit; samples of more are left out. */
  readonly atMost: number;
}

/** What a collector tells a person, on the landing page, beyond its samples. */
export interface Details {
  readonly caption: string;
  readonly head: readonly string[];
  readonly rows: readonly (readonly string[])[];
}

/**
 * Reads one thing and emits samples of it. Timing, deadline, isolation and success are the engine's: a collector throws
 * when it cannot tell the truth, and all that it emitted is dropped.
 */
export interface Collector {
  readonly name: CollectorName;
  /** What it tells, in a sentence, for the documentation and the landing page. */
  readonly help: string;
  /** Whether it runs where neither configuration nor flags say otherwise. */
  readonly enabled: boolean;
  /** Its own deadline in milliseconds; a scrape with less time shortens it. */
  readonly timeoutMs: number;
  /** Absent where it reads any server. */
  readonly supports?: Support;
  /** The metrics that it may emit. */
  readonly families: readonly Metric[];
  /** Families that it makes by itself. Absent where it emits declared ones only. */
  readonly openFamilies?: OpenFamilies;
  /** Stand in for its samples when it fails: `mysql_up 0`. */
  readonly whenFailed?: readonly Sample[];
  /** @throws CollectorSkipped if there is nothing to collect here, CollectorError if it failed for a known reason */
  readonly collect: (collection: Collection) => Promise<void>;
  /**
   * Looks, before the first scrape, whether it can work as the configuration wants.
   * @returns sentences about what cannot be told yet
   * @throws ConfigError for what never will
   */
  readonly check?: () => Promise<readonly string[]>;
  readonly details?: () => Details;
  /** Ends what it holds open between scrapes. */
  readonly close?: () => Promise<void>;
}

/** A collection failed for a reason that one sentence tells the person who runs the exporter. */
export class CollectorError extends Error {
  override name = 'CollectorError';
}

/** What the collector reads is not on this machine; the sentence says so. No failure. */
export class CollectorSkipped extends Error {
  override name = 'CollectorSkipped';
}
