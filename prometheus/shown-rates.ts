import { canaryMetrics, chatMetrics, httpMetrics, logMetrics, retentionMetrics } from '../app/metrics.ts';
import type { Metric } from '../metrics/declare.ts';
import { barLength, jobBucketRate, jobRate, jobTimes } from './job-rates.ts';
import type { RecordingGroup } from './recording-group.ts';
import { scrapeInterval } from './scrape-config.ts';

/** Counters of which each instance has many series. */
export const shownCounters: readonly Metric<'counter'>[] = [
  chatMetrics.messages,
  chatMetrics.deliveries,
  chatMetrics.events,
  chatMetrics.searches,
  httpMetrics.requests,
  retentionMetrics.moved,
  retentionMetrics.deleted,
];

/** Counters of which bars show how often they rose. */
export const shownTimes: readonly Metric<'counter'>[] = [
  chatMetrics.events,
  chatMetrics.disconnects,
  chatMetrics.connectErrors,
  chatMetrics.limited,
  logMetrics.dropped,
  logMetrics.deadLetters,
  logMetrics.retries,
  retentionMetrics.runs,
];

/** Histograms that a distribution is shown of. */
export const shownHistograms: readonly Metric<'histogram'>[] = [
  chatMetrics.messageDuration,
  chatMetrics.messageBatch,
  chatMetrics.moderationDuration,
  chatMetrics.searchDuration,
  chatMetrics.poolWait,
  httpMetrics.requestDuration,
  logMetrics.lag,
  logMetrics.requestDuration,
  logMetrics.syncDuration,
  canaryMetrics.delay,
];

/** What the panels of dashboards would otherwise compute from the series of every instance, each time anew. */
export const shownGroups: readonly RecordingGroup[] = [
  {
    name: 'shown-rates',
    // Whoever evaluates more rarely would leave points of the panels without a sample.
    interval: scrapeInterval,
    recordings: [
      ...shownCounters.map((metric) => jobRate(metric)),
      ...shownHistograms.map((metric) => jobBucketRate(metric)),
    ],
  },
  { name: 'shown-times', interval: barLength, recordings: shownTimes.map((metric) => jobTimes(metric)) },
];
