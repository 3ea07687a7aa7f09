import type { Sample } from '../../metrics/samples.ts';
import { type Collector, CollectorError, CollectorSkipped } from './collector.ts';
import { startDeadline, within } from './deadline.ts';
import type { CollectorName } from './families.ts';
import { makeSampler } from './sampler.ts';

/** How one collection ended. */
export interface Outcome {
  readonly name: CollectorName;
  readonly state: 'succeeded' | 'failed' | 'skipped';
  /** Why it failed or was skipped; empty where it succeeded. */
  readonly reason: string;
  readonly notes: readonly string[];
  readonly seconds: number;
  readonly samples: readonly Sample[];
  /** Samples left out for more label values than declared. */
  readonly dropped: number;
}

/** Collects, or waits up to `budgetMs` milliseconds for the collection that is under way. Never rejects. */
export type SharedCollection = (budgetMs: number) => Promise<Outcome>;

const seconds = (ms: number): string => `${Number((ms / 1000).toPrecision(2))} s`;

/** A known reason as its sentence; of an unexpected error the class too, since its message may say little. */
const reasonOf = (error: unknown): string =>
  error instanceof CollectorError || error instanceof CollectorSkipped ? error.message : String(error);

/**
 * Lets scrapes share one collection at a time of a collector. A collection that is past its deadline, yet has not ended,
 * still counts as under way: a server in trouble is not asked again before it is done with the last question.
 * @param onOutcome gets each collection once, however many scrapes share it
 * @param now a monotonic clock in milliseconds
 */
export const shareCollection = (
  collector: Collector,
  onOutcome: (outcome: Outcome) => void,
  now: () => number = () => performance.now(),
): SharedCollection => {
  let underWay: Promise<Outcome> | undefined;

  const end = (state: Outcome['state'], reason: string, started: number): Outcome => ({
    name: collector.name,
    state,
    reason,
    notes: [],
    seconds: (now() - started) / 1000,
    samples: state === 'failed' ? (collector.whenFailed ?? []) : [],
    dropped: 0,
  });

  const collect = async (timeoutMs: number): Promise<Outcome> => {
    const started = now();
    const { emit, samples, dropped } = makeSampler(collector.families);
    const notes: string[] = [];
    const deadline = startDeadline(timeoutMs, now);
    const { signal, remainingMs } = deadline;
    const collection = { signal, remainingMs, emit, note: (sentence: string) => void notes.push(sentence) };
    const work = (async () => collector.collect(collection))();
    const ended = () => {
      underWay = undefined;
    };
    work.then(ended, ended);
    try {
      await within(work, deadline, () => new CollectorError(`It did not end within ${seconds(timeoutMs)}.`));
      return { ...end('succeeded', '', started), notes, samples, dropped: dropped() };
    } catch (error) {
      return end(error instanceof CollectorSkipped ? 'skipped' : 'failed', reasonOf(error), started);
    } finally {
      deadline.end();
    }
  };

  return async (budgetMs) => {
    if (underWay === undefined) {
      const begun = collect(Math.min(collector.timeoutMs, budgetMs));
      underWay = begun;
      begun.then(onOutcome);
      return begun;
    }
    const started = now();
    const patience = startDeadline(budgetMs, now);
    const late = new CollectorError('An earlier collection took all the time of this scrape.');
    try {
      return await within(underWay, patience, () => late);
    } catch {
      return end('failed', late.message, started);
    } finally {
      patience.end();
    }
  };
};
