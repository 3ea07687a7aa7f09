import type { InputSeries } from './series.ts';

/** One alert that fires; `value` where its description tells it. */
export interface Fired<L extends string = string> {
  readonly labels: { readonly [K in L]: string };
  readonly value?: number;
}

/** What an alert does at a moment. */
export interface Sight {
  /** Seconds since the first scrape. */
  readonly at: number;
  readonly fires: readonly Fired[];
  /** Since when the expression has held for those. */
  readonly since: number;
}

/** A history of series, and what an alert does at some moments of it. */
export interface RuleTest {
  readonly name: string;
  /** Seconds from scrape to scrape, and from evaluation to evaluation. */
  readonly every: number;
  readonly step: number;
  readonly given: readonly InputSeries[];
  readonly sights: readonly Sight[];
}
