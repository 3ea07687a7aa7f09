import type { TargetName } from './target-names.ts';
import type { Difference } from './tree/difference.ts';

/** Something that a server has otherwise than the project says. */
export interface Change {
  readonly action: 'create' | 'change' | 'delete';
  /** What it is, as "dashboard". */
  readonly kind: string;
  readonly name: string;
  /** What is to be changed about it; empty where it is made or deleted. */
  readonly differences: readonly Difference[];
}

/** One thing that is done to a server, and can be taken back. */
export interface Step {
  /** @throws Refusal if the server says no, any other error if nobody knows what it did */
  readonly run: (signal: AbortSignal) => Promise<void>;
  /** Brings back what was there when it was read. Safe to repeat, and where `run` did nothing. Absent where there is no way back. */
  readonly undo?: (signal: AbortSignal) => Promise<void>;
  /** What stays where there is no way back, in a sentence. */
  readonly stays?: string;
}

/** What stands between a server and what the project says. */
export interface Plan {
  readonly changes: readonly Change[];
  /** How the changes are made, in order. */
  readonly steps: readonly Step[];
  /** Ours, but not generated any more: as "dashboard gapwatch-old". Deleted only when asked for. */
  readonly leftOver: readonly string[];
  /** Sentences for who reads the plan. */
  readonly notes: readonly string[];
  /** Sentences that say why the plan cannot be carried out; nothing is tried then. */
  readonly obstacles: readonly string[];
  /** What to do if the server, after all steps, still differs: the rest of a sentence. */
  readonly advice: string;
}

/** How a plan is made. */
export interface PlanOptions {
  /** Whether what is left over is deleted. */
  readonly prune: boolean;
  readonly signal: AbortSignal;
}

/** A server that is compared with what the project says, and given it. */
export interface Target {
  readonly name: TargetName;
  readonly title: string;
  readonly url: string;
  /**
   * Reads the server and says what is to be done.
   * @throws ApplyError if it cannot be read
   */
  readonly plan: (options: PlanOptions) => Promise<Plan>;
  readonly close: () => Promise<void>;
}
