import type { Labels, Metric, ValueOf } from '../declare.ts';
import { MetricError } from '../naming.ts';
import type { Matcher } from './node.ts';
import type { Selector } from './vector.ts';

/** Labels that Prometheus gives to every series of a target. */
export type TargetLabel = 'job' | 'instance';

/**
 * What a label must be: a value, not a value, one of several, none of several, a pattern, what is chosen for a dashboard's variable,
 * none of that, or two of these at once.
 */
export type Match<V extends string> =
  | V
  | { readonly not: V }
  | { readonly anyOf: readonly [V, ...V[]] }
  | { readonly noneOf: readonly [V, ...V[]] }
  | { readonly pattern: string }
  | { readonly variable: string }
  | { readonly notVariable: string }
  | { readonly both: readonly [Match<V>, Match<V>] };

/** Matchers on the declared labels of a metric and those of its target; no other label compiles. */
export type Matchers<L extends Labels> = { readonly [K in keyof L]?: Match<ValueOf<L[K]>> } & {
  readonly [K in TargetLabel]?: Match<string>;
};

type LabelOf<L extends Labels> = (keyof L & string) | TargetLabel;

const quoted = (value: string): string => value.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&');

const alternatives = (label: string, values: readonly string[], not: boolean): Matcher => {
  const [only] = values;
  if (values.length === 1 && only !== undefined) return { label, op: not ? '!=' : '=', value: only };
  return { label, op: not ? '!~' : '=~', value: [...values].sort().map(quoted).join('|') };
};

const ofLabel = (label: string, match: Match<string>): Matcher[] => {
  if (typeof match === 'string') return [{ label, op: '=', value: match }];
  if ('both' in match) return match.both.flatMap((one) => ofLabel(label, one));
  if ('not' in match) return [{ label, op: '!=', value: match.not }];
  if ('anyOf' in match) return [alternatives(label, match.anyOf, false)];
  if ('noneOf' in match) return [alternatives(label, match.noneOf, true)];
  if ('notVariable' in match) return [{ label, op: '!~', value: `$${match.notVariable}` }];
  return [{ label, op: '=~', value: 'pattern' in match ? match.pattern : `$${match.variable}` }];
};

/** Matchers in their one canonical order. */
export const matchersOf = (matchers: Readonly<Record<string, Match<string> | undefined>>): Matcher[] =>
  Object.entries(matchers)
    .flatMap(([label, match]) => (match === undefined ? [] : ofLabel(label, match)))
    .sort((a, b) => (a.label < b.label ? -1 : 1));

const named = <S extends 'counter' | 'gauge', L extends string>(
  sense: S,
  name: string,
  matchers: object,
): Selector<S, L> => ({
  sense,
  node: { type: 'selector', name, matchers: matchersOf({ ...matchers }) },
});

/** The series of a counter, gauge or info metric. A counter stays one: only rate() and its like make sense of it. */
export const select = <K extends 'counter' | 'gauge' | 'info', L extends Labels>(
  metric: Metric<K, string, L>,
  matchers: Matchers<NoInfer<L>> = {},
): Selector<K extends 'counter' ? 'counter' : 'gauge', LabelOf<L>> =>
  named<K extends 'counter' ? 'counter' : 'gauge', LabelOf<L>>(
    (metric.kind === 'counter' ? 'counter' : 'gauge') as K extends 'counter' ? 'counter' : 'gauge',
    metric.name,
    matchers,
  );

/** One of the three sets of series that a histogram is: counts per bucket (with `le`), count or sum of observations. */
export const selectHistogram = <L extends Labels, P extends 'bucket' | 'count' | 'sum'>(
  metric: Metric<'histogram', string, L>,
  part: P,
  matchers: Matchers<NoInfer<L>> = {},
): Selector<'counter', LabelOf<L> | (P extends 'bucket' ? 'le' : never)> =>
  named('counter', `${metric.name}_${part}`, matchers);

/** The series of several metrics together, for what asks only who has them. A selector of one is that of {@link select}. */
export const selectAny = (
  metrics: readonly [Metric, ...Metric[]],
  matchers: Readonly<Partial<Record<TargetLabel, Match<string>>>> = {},
): Selector<'gauge', TargetLabel> => {
  const [{ name }, ...others] = metrics;
  if (others.length === 0) return named('gauge', name, matchers);
  return named('gauge', '', { __name__: { anyOf: metrics.map((one) => one.name) }, ...matchers });
};

/**
 * The observations of a histogram that were no larger than one of its bounds.
 * @throws MetricError if no bucket ends at that bound
 */
export const selectWithin = <L extends Labels>(
  metric: Metric<'histogram', string, L>,
  bound: number,
  matchers: Matchers<NoInfer<L>> = {},
): Selector<'counter', LabelOf<L> | 'le'> => {
  const { name, buckets = [] } = metric;
  if (!buckets.includes(bound)) {
    throw new MetricError(`${name} has no bucket that ends at ${bound}; its bounds are ${buckets.join(', ')}.`);
  }
  // Prometheus writes whole bounds as 1 up to version 2 and as 1.0 from version 3 on.
  const le = Number.isInteger(bound) ? { anyOf: [String(bound), `${bound}.0`] as const } : String(bound);
  return named('counter', `${name}_bucket`, { ...matchers, le });
};
