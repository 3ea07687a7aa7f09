import type { Matcher } from '../metrics/promql/node.ts';

/** What series there are: a live Prometheus, or pages of metrics. */
export interface SeriesSource {
  /** In words: `http://127.0.0.1:9090, in the last 1d`. */
  readonly what: string;
  /** Names of all series. */
  readonly names: ReadonlySet<string>;
  /** Labels that every series gets where it is scraped, which a page does not tell: they match anything. */
  readonly addedLabels: readonly string[];
  /**
   * Labels of the series with a name and all of these matchers.
   * @returns undefined where there are no such series
   */
  readonly labelsOf: (name: string, matchers: readonly Matcher[]) => Promise<ReadonlySet<string> | undefined>;
  /** Values of a label of the series with a name. */
  readonly valuesOf: (name: string, label: string) => Promise<readonly string[]>;
}

/** A source that cannot be asked: its message is for the person who named it. */
export class SourceError extends Error {
  override name = 'SourceError';
}
