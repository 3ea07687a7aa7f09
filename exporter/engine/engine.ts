import type { Emit, Sample } from '../../metrics/samples.ts';
import type { Log } from '../log.ts';
import type { Collector } from './collector.ts';
import { collectorFamilies } from './families.ts';
import { makeOutcomeLog } from './outcome-log.ts';
import { type Outcome, shareCollection } from './shared-collection.ts';

/** Runs collectors, all at once, for any number of scrapes. */
export interface Engine {
  /** The collectors' names, in order. */
  readonly names: readonly string[];
  /**
   * Collects within `budgetMs` milliseconds, and adds what the engine says of each collector. Never rejects: a collector
   * that fails loses its own samples only.
   * @param only names of the collectors to run; all where absent
   */
  readonly scrape: (budgetMs: number, only?: ReadonlySet<string>) => Promise<readonly Sample[]>;
  /** The last outcome of each collector that has run. */
  readonly outcomes: () => readonly Outcome[];
  readonly close: () => Promise<void>;
}

/** Makes the engine over an ordered list of collectors. It starts nothing by itself. */
export const makeEngine = (collectors: readonly Collector[], log: Log): Engine => {
  const last = new Map<string, Outcome>();
  const dropped = new Map<string, number>();
  const logOutcome = makeOutcomeLog(log);
  const shared = collectors.map((collector) => ({
    name: collector.name,
    collect: shareCollection(collector, (outcome) => {
      dropped.set(outcome.name, (dropped.get(outcome.name) ?? 0) + outcome.dropped);
      logOutcome(outcome, last.get(outcome.name));
      last.set(outcome.name, outcome);
    }),
  }));

  const describe = (outcomes: readonly Outcome[]): readonly Sample[] => {
    const samples: Sample[] = [];
    const emit: Emit = (metric, labels, value) => void samples.push({ metric, labels, value });
    for (const { name, state, seconds } of outcomes) {
      const labels = { collector: name };
      const skipped = state === 'skipped';
      emit(collectorFamilies.enabled, labels, skipped ? 0 : 1);
      if (!skipped) emit(collectorFamilies.success, labels, state === 'succeeded' ? 1 : 0);
      emit(collectorFamilies.duration, labels, seconds);
      emit(collectorFamilies.dropped, labels, dropped.get(name) ?? 0);
    }
    return samples;
  };

  return {
    names: collectors.map(({ name }) => name),
    outcomes: () => collectors.flatMap(({ name }) => last.get(name) ?? []),
    async scrape(budgetMs, only) {
      const asked = shared.filter(({ name }) => only === undefined || only.has(name));
      const outcomes = await Promise.all(asked.map(({ collect }) => collect(budgetMs)));
      return [...outcomes.flatMap(({ samples }) => samples), ...describe(outcomes)];
    },
    async close() {
      await Promise.all(collectors.map((collector) => collector.close?.()));
    },
  };
};
