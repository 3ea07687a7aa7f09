import type { Labels, Metric } from '../../metrics/declare.ts';
import { sum } from '../../metrics/promql/aggregate.ts';
import { pointInterval } from '../../metrics/promql/duration.ts';
import { avgOverTime } from '../../metrics/promql/over-gauge.ts';
import { type Recording, recorded } from '../../metrics/promql/recording.ts';
import { type Matchers, select, selectHistogram } from '../../metrics/promql/selector.ts';
import { or } from '../../metrics/promql/set.ts';
import { sumOverTime } from '../../metrics/promql/sum-over-time.ts';
import type { Vector } from '../../metrics/promql/vector.ts';
import { type JobLabel, jobBucketRate, jobLabels, jobRate, jobTimes } from '../../prometheus/job-rates.ts';
import { perSecond, times } from './expressions.ts';
import { chosen } from './target.ts';

/**
 * Holds where all instances are chosen: the pattern that stands for all of them is true of the name of a job too, as no name of
 * an instance is, unless one is called as its job.
 */
const all = { job: { both: [chosen.job, chosen.instance] } } as const;

/** Holds for the chosen instances where some are chosen. */
const some = { instance: chosen.instance, job: { both: [chosen.job, { notVariable: 'instance' }] } } as const;

type OfMetric = <L extends Labels>(
  metric: Metric<'counter', string, L>,
  matchers?: Matchers<NoInfer<L>>,
) => Vector<'gauge', JobLabel<L>>;

/** One of the two sides always selects nothing, and costs nothing. */
const ofAll =
  (
    record: <L extends Labels>(metric: Metric<'counter', string, L>) => Recording<JobLabel<L>>,
    over: typeof avgOverTime,
    growth: typeof perSecond,
  ): OfMetric =>
  <L extends Labels>(metric: Metric<'counter', string, L>, matchers?: Matchers<NoInfer<L>>) =>
    or<JobLabel<L>>(
      over(recorded<JobLabel<L>>(record(metric), { ...matchers, ...all } as object), pointInterval),
      sum(growth(select(metric, { ...matchers, ...some } as Matchers<L>)), { by: jobLabels(metric) }),
    );

/**
 * Growth of a counter per second, by all its labels, of the chosen jobs: as it is recorded of all their instances together, or
 * reckoned from the instances that are chosen. Where only the record is asked it costs the same for any number of them.
 */
export const rates = ofAll(jobRate, avgOverTime, perSecond);

/** How often a counter rose within the minutes that a bar stands for, in the same way. Only for bars, which last a minute or more. */
export const jointTimes = ofAll(jobTimes, sumOverTime, times);

/** {@link rates} of each bucket of a histogram. */
export const bucketRates = <L extends Labels>(
  metric: Metric<'histogram', string, L>,
): Vector<'gauge', JobLabel<L> | 'le'> =>
  or<JobLabel<L> | 'le'>(
    avgOverTime(recorded<JobLabel<L> | 'le'>(jobBucketRate(metric), all as object), pointInterval),
    sum(perSecond(selectHistogram(metric, 'bucket', some as Matchers<L>)), { by: [...jobLabels(metric), 'le'] }),
  );
