import { setTimeout as delay } from 'node:timers/promises';
import type { SpooledLine } from './record.ts';
import type { Doubt } from './source.ts';
import type { LogStore, Refusal } from './store.ts';

/**
 * Milliseconds for which a store may still carry out a request that was cut off. A busy Elasticsearch takes some seconds for a full one;
 * one that takes longer keeps others waiting too.
 */
export const usualSettleMs = 10_000;

/** A line under way, and whether it may be stored though nobody has heard so. */
export interface Pending {
  readonly line: SpooledLine;
  doubt: Doubt | undefined;
}

/** Lines whose request was cut off: they are looked up before they are sent again, once nobody can be at work on them any more. */
export interface DoubtfulLines {
  /** Generation of the store's index, or of an earlier one; undefined before the first answer. */
  readonly generation: () => number | undefined;
  /** A request with these lines was sent, and what became of it is not known. */
  readonly cast: (lines: readonly Pending[]) => void;
  /** Waits until all of the lines may be looked up. False if `closing` aborts before. */
  readonly settled: (lines: readonly Pending[], closing: AbortSignal) => Promise<boolean>;
  /** Which of the lines are there already, of those that may be. */
  readonly lookUp: (lines: readonly Pending[], signal: AbortSignal) => Promise<ReadonlySet<string> | Refusal>;
}

const none: ReadonlySet<string> = new Set();

/**
 * Knows of doubtful lines before one store. What it has begun with when a connection breaks it carries out all the same: an answer
 * of what is there is to be trusted `settleMs` milliseconds later. Were a line sent again before, and the data stream went on to its next
 * index in between, it would be stored twice.
 */
export const createDoubtfulLines = ({ locate }: LogStore, settleMs: number): DoubtfulLines => {
  /** Generation of the index that was written when last asked. */
  let generation: number | undefined;
  return {
    generation: () => generation,
    cast(lines) {
      const at = performance.now();
      for (const one of lines) one.doubt = { since: one.doubt?.since ?? generation ?? 0, at };
    },
    async settled(lines, closing) {
      if (locate === undefined) return true;
      const last = lines.reduce((most, { doubt }) => Math.max(most, doubt?.at ?? 0), Number.NEGATIVE_INFINITY);
      const left = lines.some(({ doubt }) => doubt !== undefined) ? last + settleMs - performance.now() : 0;
      if (left <= 0) return true;
      // Rejects at once where the signal has aborted, or when it does.
      return delay(left, true, { signal: closing, ref: false }).catch(() => false);
    },
    async lookUp(lines, signal) {
      if (locate === undefined) return none;
      const doubtful = lines.filter(({ doubt }) => doubt !== undefined);
      if (generation !== undefined && doubtful.length === 0) return none;
      const since = doubtful.reduce(
        (least, { doubt }) => Math.min(least, doubt?.since ?? least),
        Number.MAX_SAFE_INTEGER,
      );
      const located = await locate(
        doubtful.map(({ line }) => line.id),
        since,
        signal,
      );
      if ('kind' in located) return located;
      generation = located.generation;
      return located.stored;
    },
  };
};
