import type { Labels, Metric } from '../metrics/declare.ts';
import { sum } from '../metrics/promql/aggregate.ts';
import { within } from '../metrics/promql/constant.ts';
import { minutes, seconds } from '../metrics/promql/duration.ts';
import { rate } from '../metrics/promql/over-counter.ts';
import { type Recording, recording } from '../metrics/promql/recording.ts';
import { select, selectHistogram } from '../metrics/promql/selector.ts';

/** Eight scrapes, or four of those who scrape half as often; no longer, so that a panel soon shows the end of a fault. */
const window = minutes(2);

/** Labels that are left when all instances of a job are taken together. */
export type JobLabel<L extends Labels> = (keyof L & string) | 'job';

/** Names of the labels that are left when all instances of a job are taken together. */
export const jobLabels = <L extends Labels>({ labels }: Pick<Metric, 'labels'> & { readonly labels: L }) =>
  ['job', ...Object.keys(labels)] as readonly JobLabel<L>[];

const nameOf = (labels: readonly string[], { name }: Pick<Metric, 'name'>, what: string): string =>
  `${labels.join('_')}:${name.replace(/_total$/, '')}:${what}`;

/**
 * Growth per second of a counter, all instances of a job together, by all its labels. Panels ask for it again and again: of a
 * hundred instances that would cost a hundred times as much as of one, and costs the same where it is recorded.
 */
export const jobRate = <L extends Labels>(metric: Metric<'counter', string, L>): Recording<JobLabel<L>> => {
  const by = jobLabels(metric);
  return recording(nameOf(by, metric, 'rate2m'), sum(rate(select(metric), window), { by }));
};

/**
 * How often {@link jobTimes} are recorded: no bar of a panel stands for less, which over an hour would be thinner than the eye tells
 * apart.
 */
export const barLength = minutes(1);

/** A scrape more, so that what is counted between the last scrape of one minute and the first of the next is in one of them. */
const barWindow = seconds(75);

/** How often a counter rose within the last minute, all instances of a job together: recorded each minute, so that the sum is right. */
export const jobTimes = <L extends Labels>(metric: Metric<'counter', string, L>): Recording<JobLabel<L>> => {
  const by = jobLabels(metric);
  return recording(nameOf(by, metric, 'times'), within(sum(rate(select(metric), barWindow), { by }), barLength));
};

/** {@link jobRate} of each bucket of a histogram. */
export const jobBucketRate = <L extends Labels>(
  metric: Metric<'histogram', string, L>,
): Recording<JobLabel<L> | 'le'> => {
  const by = [...jobLabels(metric), 'le'] as const;
  return recording(
    nameOf(by, { name: `${metric.name}_bucket` }, 'rate2m'),
    sum(rate(selectHistogram(metric, 'bucket'), window), { by }),
  );
};
