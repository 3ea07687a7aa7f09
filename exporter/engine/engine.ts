import type { FamilyText } from '../../metrics/samples.ts';
import type { Log } from '../log.ts';
import type { Collector, Details } from './collector.ts';
import { collectorFamilies } from './families.ts';
import { makeOutcomeLog } from './outcome-log.ts';
import { makeSampler } from './sampler.ts';
import { type Outcome, shareCollection } from './shared-collection.ts';
import { makeTurns, type Turns } from './turns.ts';

/** The last outcome of a collector, and when it was. */
export interface PastOutcome extends Outcome {
  /** Unix time in milliseconds. */
  readonly at: number;
}

/** Runs collectors, all at once, for any number of scrapes. */
export interface Engine {
  /** The names of the collectors that run, in order. */
  readonly names: readonly string[];
  /** Those of the collectors that are switched off. */
  readonly disabled: readonly string[];
  /** What a collector tells, in a sentence. */
  readonly help: (name: string) => string;
  /**
   * Collects within `budgetMs` milliseconds, and adds what the engine says of each collector. Never rejects: a collector
   * that fails loses its own samples only.
   * @param only names of the collectors to run; all where absent
   */
  readonly scrape: (budgetMs: number, only?: ReadonlySet<string>) => Promise<readonly FamilyText[]>;
  /** The last outcome of each collector that has run. */
  readonly outcomes: () => readonly PastOutcome[];
  /** What its collectors tell a person. */
  readonly details: () => readonly Details[];
  readonly close: () => Promise<void>;
}

/** What an engine may be given besides collectors and log. */
export interface EngineOptions {
  /** Those of the process, where it does other long work too. */
  readonly turns?: Turns;
  /** Samples that a page takes of each family. */
  readonly mostSamples?: number;
  /** Unix time in milliseconds. */
  readonly now?: () => number;
}

/** Makes the engine over an ordered list of collectors, of which it runs those that are enabled. It starts nothing by itself. */
export const makeEngine = (
  collectors: readonly Collector[],
  log: Log,
  { turns = makeTurns(), mostSamples, now = Date.now }: EngineOptions = {},
): Engine => {
  const last = new Map<string, PastOutcome>();
  const dropped = new Map<string, { labelBound: number; familyCap: number }>();
  const logOutcome = makeOutcomeLog(log);
  const shared = collectors
    .filter(({ enabled }) => enabled)
    .map((collector) => ({
      name: collector.name,
      collect: shareCollection(collector, {
        turns,
        mostSamples,
        onOutcome(outcome) {
          const sum = dropped.get(outcome.name) ?? { labelBound: 0, familyCap: 0 };
          sum.labelBound += outcome.dropped.labelBound;
          sum.familyCap += outcome.dropped.familyCap;
          dropped.set(outcome.name, sum);
          logOutcome(outcome, last.get(outcome.name));
          last.set(outcome.name, { ...outcome, at: now() });
        },
      }),
    }));

  const describe = async (outcomes: readonly Outcome[]): Promise<readonly FamilyText[]> => {
    const { emit, write } = makeSampler({ families: Object.values(collectorFamilies) });
    for (const { name, state, seconds } of outcomes) {
      const labels = { collector: name };
      const skipped = state === 'skipped';
      emit(collectorFamilies.enabled, labels, skipped ? 0 : 1);
      if (!skipped) emit(collectorFamilies.success, labels, state === 'succeeded' ? 1 : 0);
      emit(collectorFamilies.duration, labels, seconds);
      const { labelBound = 0, familyCap = 0 } = dropped.get(name) ?? {};
      emit(collectorFamilies.dropped, { ...labels, reason: 'label_bound' }, labelBound);
      emit(collectorFamilies.dropped, { ...labels, reason: 'family_cap' }, familyCap);
    }
    return (await write(turns)).families;
  };

  return {
    names: shared.map(({ name }) => name),
    disabled: collectors.flatMap(({ name, enabled }) => (enabled ? [] : [name])),
    help: (of) => collectors.find(({ name }) => name === of)?.help ?? '',
    outcomes: () => collectors.flatMap(({ name }) => last.get(name) ?? []),
    details: () => collectors.flatMap(({ enabled, details }) => (enabled && details ? [details()] : [])),
    async scrape(budgetMs, only) {
      const asked = shared.filter(({ name }) => only === undefined || only.has(name));
      const collected = await Promise.all(asked.map(({ collect }) => collect(budgetMs)));
      const own = await describe(collected.map(({ outcome }) => outcome));
      return [...collected.flatMap(({ families }) => families), ...own];
    },
    async close() {
      await Promise.all(collectors.map((collector) => collector.close?.()));
    },
  };
};
