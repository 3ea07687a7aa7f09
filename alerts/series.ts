import type { Labels, LabelValues, Metric } from '../metrics/declare.ts';
import type { Fixed } from '../metrics/promql/duration.ts';
import { scrapeInterval } from '../prometheus/scrape-config.ts';
import { named, type Target } from './series-name.ts';

/** Samples of a series, one each scrape, in promtool's notation. */
export type Samples = string;

/** A series that a rule's test begins with. */
export interface InputSeries {
  readonly metric: Pick<Metric, 'name'>;
  readonly series: string;
  readonly values: Samples;
}

const samplesIn = ({ seconds }: Fixed): number => Math.round(seconds / scrapeInterval.seconds);

/** The same value at every scrape for a time. */
export const steady = (value: number, lasting: Fixed): Samples => `${value}x${samplesIn(lasting) - 1}`;

/** A value that grows evenly for a time, from the first scrape on; it falls where `perSecond` is negative. */
export const rising = (perSecond: number, lasting: Fixed, from = 0): Samples =>
  `${from}${perSecond < 0 ? '-' : '+'}${Math.abs(perSecond) * scrapeInterval.seconds}x${samplesIn(lasting) - 1}`;

/** Scrapes that do not find the series, for a time. */
export const missing = (lasting: Fixed): Samples => `_x${samplesIn(lasting)}`;

/** A series that is gone for a time: unlike one that is merely not found, nothing is known of it at once. */
export const gap = (lasting: Fixed): Samples => `stale _x${samplesIn(lasting) - 1}`;

/** One series of a declared metric, with all its labels; pieces of samples follow each other. */
export const series = <L extends Labels>(
  metric: Metric<'counter' | 'gauge' | 'info', string, L>,
  labels: LabelValues<NoInfer<L>> & Target,
  ...values: readonly [Samples, ...Samples[]]
): InputSeries => ({ metric, series: named(metric.name, labels), values: values.join(' ') });
