import { type Match, matchersOf } from '../metrics/promql/selector.ts';
import type { Selector } from '../metrics/promql/vector.ts';
import type { SloWindow } from './slo-windows.ts';

/** A series that is recorded of every objective, told apart by its name in the label `slo`. */
export type SloSeries = Selector<'gauge', 'job' | 'slo'>;

type Matchers = { readonly [K in 'job' | 'slo']?: Match<string> };

const series = (name: string, matchers: Matchers = {}): SloSeries => ({
  sense: 'gauge',
  node: { type: 'selector', name, matchers: matchersOf({ ...matchers }) },
});

/** What is recorded of the objectives; recording-slo.ts says how. */
export const sloSeries = {
  /** Events per second, on the mean of a window. */
  events: (window: SloWindow, matchers?: Matchers) => series(`slo:events:rate${window}`, matchers),
  /** Those of them that break the promise. */
  bad: (window: SloWindow, matchers?: Matchers) => series(`slo:bad_events:rate${window}`, matchers),
  /** Their share: the objective allows as much as the budget is. */
  ratio: (window: SloWindow, matchers?: Matchers) => series(`slo:bad_events:ratio_rate${window}`, matchers),
  /** How many times as fast as allowed the budget was spent: 1 spends just all of it in its period. */
  burn: (window: SloWindow, matchers?: Matchers) => series(`slo:burn:rate${window}`, matchers),
  /** The share of the events that must be good. */
  objective: (matchers?: Matchers) => series('slo:objective:ratio', matchers),
  /** The share that may be bad. */
  budget: (matchers?: Matchers) => series('slo:error_budget:ratio', matchers),
  /** What is left of the budget of the period: 1 is all of it, below 0 more was spent than there was. */
  remaining: (matchers?: Matchers) => series('slo:error_budget:remaining_ratio', matchers),
} as const;
