import { z } from 'zod';
import type { Metric } from '../metrics/declare.ts';
import type { Selector } from '../metrics/promql/vector.ts';

/** The series of a counter, whatever labels they have. */
type Counter = Pick<Selector<'counter', never>, 'sense' | 'node'>;

const has = (value: unknown, key: string, expected: string): boolean =>
  typeof value === 'object' && value !== null && Reflect.get(value, key) === expected;

const counter = z.custom<Counter>(
  (value) => has(value, 'sense', 'counter') && has(Reflect.get(Object(value), 'node'), 'type', 'selector'),
  'the series of a counter, as select() of gapwatch/promql/selector gives them',
);

const histogram = z.custom<Metric<'histogram'>>(
  (value) => has(value, 'kind', 'histogram') && Array.isArray(Reflect.get(Object(value), 'buckets')),
  'what metric.histogram() of gapwatch/metrics gives',
);

const common = {
  /** The label `slo` of what is recorded of it. */
  name: z.string().regex(/^[a-z][a-z0-9-]{0,40}$/, 'a lower-case name of letters, digits and hyphens'),
  /** What is promised of a share of the events, as the end of a sentence: `messages that people send are stored`. */
  promise: z.string().min(1).max(200),
  /** That share. Below 0.95 nothing can spend the budget fast enough to call somebody. */
  objective: z.number().min(0.95).max(0.99999),
};

/** A service level objective: what share of the events must be good. */
export const slo = z.discriminatedUnion('kind', [
  z.strictObject({
    kind: z.literal('availability'),
    ...common,
    events: counter,
    /** Those of the events that break the promise. */
    bad: counter,
  }),
  z.strictObject({
    kind: z.literal('latency'),
    ...common,
    histogram,
    /** The longest time that keeps the promise, in seconds: one of the histogram's bounds. */
    within: z.number().positive(),
  }),
]);
