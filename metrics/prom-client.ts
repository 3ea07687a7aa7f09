import { Counter, Gauge, Histogram, type Registry } from 'prom-client';
import type { Labels, LabelValues, Metric } from './declare.ts';

/** Stands for every value of a bounded label beyond its bound. */
export const overflow = 'other';

type Counting<L extends Labels> = { readonly add: (labels: LabelValues<L>, amount?: number) => void };
type Setting<L extends Labels> = { readonly set: (labels: LabelValues<L>, value: number) => void };
type Observing<L extends Labels> = { readonly observe: (labels: LabelValues<L>, value: number) => void };

/** What a declared metric can do once registered: a counter adds, a gauge or info sets, a histogram observes. */
export type Registered<M> =
  M extends Metric<infer K, string, infer L>
    ? K extends 'counter'
      ? Counting<L>
      : K extends 'histogram'
        ? Observing<L>
        : Setting<L>
    : never;

type Bind = (labels: Readonly<Record<string, string>>) => Record<string, string>;

/** Keeps each bounded label to its bound: the values seen first stay, later ones become {@link overflow}. */
const bind = ({ labels }: Metric): Bind => {
  const seen = Object.entries(labels).flatMap(([label, spec]) =>
    'atMost' in spec ? [{ label, atMost: spec.atMost, values: new Set<string>() }] : [],
  );
  return (values) => {
    if (seen.length === 0) return values;
    const kept = { ...values };
    for (const { label, atMost, values: known } of seen) {
      const value = kept[label] ?? '';
      if (known.has(value)) continue;
      if (known.size < atMost) known.add(value);
      else kept[label] = overflow;
    }
    return kept;
  };
};

/** How a cluster's primary joins the gauges of its workers; counters and histograms are summed. */
export type Aggregation = 'sum' | 'first' | 'min' | 'max' | 'average' | 'omit';

/**
 * Registers a declared metric in a prom-client registry, and gives the one thing that its kind can do, typed by its labels.
 * Series of closed lists exist from the start at 0, so that `rate()` sees the first increase.
 */
export const register = <M extends Metric>(
  registry: Registry,
  metric: M,
  aggregator: Aggregation = 'sum',
): Registered<M> => {
  const options = {
    name: metric.name,
    help: metric.help,
    labelNames: Object.keys(metric.labels),
    registers: [registry],
    aggregator,
  };
  const within = bind(metric);
  // Each branch gives what Registered says of the kind; the compiler cannot follow a conditional type this far.
  if (metric.kind === 'counter') {
    const counter = new Counter(options);
    for (const labels of closedSeries(metric)) counter.inc(labels, 0);
    return {
      add: (labels, amount = 1) => counter.inc(within(labels), amount),
    } satisfies Counting<Labels> as Registered<M>;
  }
  if (metric.kind === 'histogram') {
    const histogram = new Histogram({ ...options, buckets: [...(metric.buckets ?? [])] });
    for (const labels of closedSeries(metric)) histogram.zero(labels);
    return {
      observe: (labels, value) => histogram.observe(within(labels), value),
    } satisfies Observing<Labels> as Registered<M>;
  }
  const gauge = new Gauge(options);
  return { set: (labels, value) => gauge.set(within(labels), value) } satisfies Setting<Labels> as Registered<M>;
};

/** More series than this are not worth having at zero. */
const mostAtZero = 200;

/** Every combination of a metric's closed label lists; none where a label is open. */
const closedSeries = ({ labels }: Metric): Record<string, string>[] => {
  let series: Record<string, string>[] = [{}];
  for (const [label, spec] of Object.entries(labels)) {
    if (!('values' in spec) || series.length * spec.values.length > mostAtZero) return [];
    series = series.flatMap((one) => spec.values.map((value) => ({ ...one, [label]: value })));
  }
  return series;
};
