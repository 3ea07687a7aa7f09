import { type AnyLabels, derived, type Vector } from './vector.ts';

/** Aggregates a vector: over all series, over those that share the labels of `by`, or over all labels but `without`. */
interface Aggregate {
  (vector: AnyLabels<'gauge'>): Vector<'gauge', never>;
  <L extends string, const B extends L>(
    vector: Vector<'gauge', L>,
    grouping: { readonly by: readonly B[] },
  ): Vector<'gauge', B>;
  <L extends string, const W extends L>(
    vector: Vector<'gauge', L>,
    grouping: { readonly without: readonly W[] },
  ): Vector<'gauge', Exclude<L, W>>;
}

type Grouping = { readonly by: readonly string[] } | { readonly without: readonly string[] };

const aggregate =
  (op: string): Aggregate =>
  (vector: AnyLabels, grouping?: Grouping) => {
    const of = vector.node;
    if (!grouping) return derived({ type: 'aggregate', op, of });
    const [kind, labels] = 'by' in grouping ? (['by', grouping.by] as const) : (['without', grouping.without] as const);
    return derived({ type: 'aggregate', op, of, grouping: { kind, labels: [...labels].sort() } });
  };

/** Sum of the series. */
export const sum = aggregate('sum');

/** Mean of the series. */
export const avg = aggregate('avg');

/** Lowest of the series. */
export const min = aggregate('min');

/** Highest of the series. */
export const max = aggregate('max');

/** Number of the series. */
export const count = aggregate('count');
