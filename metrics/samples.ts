import type { Labels, LabelValues, Metric } from './declare.ts';
import { renderPage } from './exposition/page.ts';

/** One value of a declared metric, at the time of the scrape. */
export interface Sample {
  readonly metric: Metric<'counter' | 'gauge' | 'info'>;
  readonly labels: Readonly<Record<string, string>>;
  readonly value: number;
}

/** Takes one sample of a counter, gauge or info metric; the labels must be the declared ones. */
export type Emit = <L extends Labels>(
  metric: Metric<'counter' | 'gauge' | 'info', string, L>,
  labels: LabelValues<L>,
  value: number,
) => void;

/** The samples of one metric, as lines of a page: `name{label="value"} 1`. Their bytes come in parts, and are never changed. */
export interface FamilyText {
  readonly metric: Metric;
  readonly chunks: readonly Uint8Array[];
}

/** A page in the text format 0.0.4 as one string. */
export const renderSamples = (families: readonly FamilyText[]): string =>
  Buffer.concat([...renderPage(families, 'text')]).toString();
