import { z } from 'zod';
import { eachOnce } from './each-once.ts';
import { name } from './schema-fields.ts';

/** A label as `metric.gauge` and `metric.counter` declare it: a closed list of values, or a bound. */
const label = z.union([
  z.strictObject({ values: z.array(z.string()).min(1).readonly() }),
  z.strictObject({ atMost: z.int().min(1).max(10_000), by: z.string() }),
]);

/** A declared metric. Its name, help and labels are checked as every other declaration is. */
const metric = z.strictObject({
  kind: z.enum(['gauge', 'counter']),
  name: z.string(),
  help: z.string(),
  labels: z.record(z.string(), label.readonly()).readonly(),
  /** The program that named it first: its name then stands as it is. */
  peer: z.string().min(1).optional(),
  /** Why no panel, rule or alert uses it. */
  unused: z.string().min(1).optional(),
});

const family = z.strictObject({
  /** What `metric.gauge(…)` or `metric.counter(…)` of `gapwatch/metrics` gives: expressions can refer to it, typed. */
  metric: metric.readonly(),
  /** The column of the answer that holds the value: a number, or a date, which is told in Unix time. NULL is no sample. */
  value: z.string().min(1),
  /** Columns of labels that are named otherwise than their label. */
  columns: z.record(z.string(), z.string().min(1)).readonly().default({}),
});

/** A statement of the user's, and the metrics that its answer makes. */
export const customQuery = z.strictObject({
  name: z.string().regex(/^[a-z][a-z0-9_]*$/, 'a lower-case name of letters, digits and underscores'),
  /** One SELECT, WITH or SHOW, without placeholders. It runs at each scrape. */
  sql: z.string().min(1).max(10_000),
  /** The server ends it after this time. Prometheus waits 10 s for a whole page. */
  timeoutSeconds: z.number().min(0.1).max(30).default(2),
  /** Rows of the answer that are taken; those beyond it are counted. */
  mostRows: z.int().min(1).max(10_000).default(1_000),
  families: z
    .array(family)
    .min(1)
    .max(100)
    .superRefine(eachOnce(['metric', 'name'], ({ metric: { name } }) => name)),
  /** What it reads, for `gapwatch exporter grants`. Without it, the exporter's user needs the rights from elsewhere. */
  reads: z
    .array(
      z.strictObject({
        /** The service's own where it is absent. */
        database: name.optional(),
        table: name,
        /** All of them where it is absent. */
        columns: z.array(name).min(1).optional(),
      }),
    )
    .max(100)
    .default([]),
});
