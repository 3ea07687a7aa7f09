import { makeLabelTexts } from '../../metrics/exposition/label-texts.ts';
import { SeriesError } from '../../metrics/exposition/series-writer.ts';
import type { FamilyText } from '../../metrics/samples.ts';
import { type Collection, type Collector, CollectorError, CollectorSkipped } from './collector.ts';
import { startDeadline, within } from './deadline.ts';
import type { CollectorName } from './families.ts';
import { type Dropped, makeSampler, type Written } from './sampler.ts';
import type { Turns } from './turns.ts';

/** How one collection ended. */
export interface Outcome {
  readonly name: CollectorName;
  readonly state: 'succeeded' | 'failed' | 'skipped';
  /** Why it failed or was skipped; empty where it succeeded. */
  readonly reason: string;
  readonly notes: readonly string[];
  readonly seconds: number;
  readonly dropped: Dropped;
}

/** One collection: how it ended, and what it gave. */
interface Collected {
  readonly outcome: Outcome;
  readonly families: readonly FamilyText[];
}

/** Collects, or waits up to `budgetMs` milliseconds for the collection that is under way. Never rejects. */
export type SharedCollection = (budgetMs: number) => Promise<Collected>;

/** What a collection needs besides its collector. */
export interface CollectionTools {
  /** Gets each collection's outcome once, however many scrapes share it. */
  readonly onOutcome: (outcome: Outcome) => void;
  readonly turns: Turns;
  /** Samples that a page takes of each family. */
  readonly mostSamples?: number | undefined;
  /** A monotonic clock in milliseconds. */
  readonly now?: () => number;
}

/** A collection that others may join. */
interface UnderWay {
  readonly result: Promise<Collected>;
  /** Resolves when it has truly ended, perhaps long after its deadline. */
  readonly released: Promise<void>;
  /** Whether its deadline came before its end. */
  readonly isLate: () => boolean;
}

const nothing: Written = { families: [], dropped: { labelBound: 0, familyCap: 0 } };

const seconds = (ms: number): string => `${Number((ms / 1000).toPrecision(2))} s`;

/** A known reason as its sentence; of an unexpected error the class too, since its message may say little. */
const reasonOf = (error: unknown): string =>
  error instanceof CollectorError || error instanceof CollectorSkipped || error instanceof SeriesError
    ? error.message
    : String(error);

const askSupport = async ({ supports }: Collector, collection: Collection): Promise<void> => {
  if (supports === undefined || (await supports.here(collection))) return;
  throw new CollectorSkipped(`The server here is none that it reads: it reads ${supports.servers}.`);
};

/**
 * Lets scrapes share one collection at a time of a collector. A collection that is past its deadline, yet has not ended,
 * still counts as under way: a server in trouble is not asked again before it is done with the last question.
 */
export const shareCollection = (
  collector: Collector,
  { onOutcome, turns, mostSamples, now = () => performance.now() }: CollectionTools,
): SharedCollection => {
  const nextTexts = makeLabelTexts();
  let underWay: UnderWay | undefined;

  const ended = (
    state: Outcome['state'],
    started: number,
    { families, dropped }: Written,
    reason = '',
    notes: readonly string[] = [],
  ): Collected => ({
    outcome: { name: collector.name, state, reason, notes, seconds: (now() - started) / 1000, dropped },
    families,
  });

  const fail = async (reason: string, started: number): Promise<Collected> => {
    const { emit, write } = makeSampler(collector);
    for (const { metric, labels, value } of collector.whenFailed ?? []) emit(metric, labels, value);
    return ended('failed', started, await write(turns), reason);
  };

  const begin = (timeoutMs: number): UnderWay => {
    const started = now();
    const { emit, write } = makeSampler(collector, mostSamples, nextTexts());
    const notes: string[] = [];
    const deadline = startDeadline(timeoutMs, now);
    const { signal, remainingMs } = deadline;
    const collection = { signal, remainingMs, emit, note: (sentence: string) => void notes.push(sentence) };
    const work = (async () => {
      await askSupport(collector, collection);
      await collector.collect(collection);
      return write(turns);
    })();
    const release = () => {
      underWay = undefined;
    };
    const settle = async (): Promise<Collected> => {
      try {
        const late = () => new CollectorError(`It did not end within ${seconds(timeoutMs)}.`);
        return ended('succeeded', started, await within(work, deadline, late), '', notes);
      } catch (error) {
        const reason = reasonOf(error);
        return error instanceof CollectorSkipped ? ended('skipped', started, nothing, reason) : fail(reason, started);
      } finally {
        deadline.end();
      }
    };
    return { result: settle(), released: work.then(release, release), isLate: () => signal.aborted };
  };

  const share: SharedCollection = async (budgetMs) => {
    if (underWay === undefined) {
      underWay = begin(Math.min(collector.timeoutMs, budgetMs));
      const { result } = underWay;
      result.then(({ outcome }) => onOutcome(outcome));
      return result;
    }
    const joined = underWay;
    const started = now();
    // No longer than for one of its own: what hangs past its deadline shall not hold every page to the end of its budget.
    const patience = startDeadline(Math.min(collector.timeoutMs, budgetMs), now);
    const late = new CollectorError('An earlier collection took all the time of this scrape.');
    try {
      const collected = await within(joined.result, patience, () => late);
      if (collected.outcome.state !== 'failed' || !joined.isLate()) return collected;
      // It had less time than this scrape has, and failed for nothing else.
      await within(joined.released, patience, () => late);
      return await share(patience.remainingMs());
    } catch {
      return fail(late.message, started);
    } finally {
      patience.end();
    }
  };
  return share;
};
