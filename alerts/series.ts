import type { Labels, LabelValues, Metric } from '../metrics/declare.ts';
import type { Fixed } from '../metrics/promql/duration.ts';
import type { TargetLabel } from '../metrics/promql/selector.ts';
import type { JobName } from '../prometheus/jobs.ts';
import { scrapeInterval } from '../prometheus/scrape-config.ts';

/** Samples of a series, one each scrape, in promtool's notation. */
export type Samples = string;

/** A series that a rule's test begins with. */
export interface InputSeries {
  readonly metric: Metric;
  readonly series: string;
  readonly values: Samples;
}

type Target = { readonly [K in TargetLabel]: K extends 'job' ? JobName : string };

const samplesIn = ({ seconds }: Fixed): number => Math.round(seconds / scrapeInterval.seconds);

const quote = (value: string): string => `"${value.replace(/[\\"]/g, '\\$&')}"`;

const named = (name: string, labels: Readonly<Record<string, string>>): string =>
  `${name}{${Object.entries(labels)
    .map(([label, value]) => `${label}=${quote(value)}`)
    .join(',')}}`;

/** The same value at every scrape for a time. */
export const steady = (value: number, lasting: Fixed): Samples => `${value}x${samplesIn(lasting) - 1}`;

/** A value that grows evenly for a time, from the first scrape on. */
export const rising = (perSecond: number, lasting: Fixed, from = 0): Samples =>
  `${from}+${perSecond * scrapeInterval.seconds}x${samplesIn(lasting) - 1}`;

/** Scrapes that do not find the series, for a time. */
export const missing = (lasting: Fixed): Samples => `_x${samplesIn(lasting)}`;

/** One series of a declared metric, with all its labels; pieces of samples follow each other. */
export const series = <L extends Labels>(
  metric: Metric<'counter' | 'gauge' | 'info', string, L>,
  labels: LabelValues<NoInfer<L>> & Target,
  ...values: readonly [Samples, ...Samples[]]
): InputSeries => ({ metric, series: named(metric.name, labels), values: values.join(' ') });

/** Observations of one size, in the unit of their metric, at an even pace. */
interface Observed {
  readonly size: number;
  readonly perSecond: number;
}

/** The bucket series of a histogram into which such observations fall, and the series of their count; `besides` are others. */
export const observations = <L extends Labels>(
  metric: Metric<'histogram', string, L>,
  labels: LabelValues<NoInfer<L>> & Target,
  { lasting, besides, ...observed }: Observed & { readonly lasting: Fixed; readonly besides?: Observed },
): InputSeries[] => {
  const all = [observed, ...(besides ? [besides] : [])];
  const upTo = (bound: number): Samples => {
    const perSecond = all.reduce((sum, { size, ...one }) => (bound >= size ? sum + one.perSecond : sum), 0);
    return perSecond > 0 ? rising(perSecond, lasting) : steady(0, lasting);
  };
  return [
    ...[...(metric.buckets ?? []), Infinity].map((bound) => ({
      metric,
      series: named(`${metric.name}_bucket`, { ...labels, le: bound === Infinity ? '+Inf' : String(bound) }),
      values: upTo(bound),
    })),
    { metric, series: named(`${metric.name}_count`, labels), values: upTo(Infinity) },
  ];
};
