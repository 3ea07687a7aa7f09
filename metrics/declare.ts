import { checkDeclaration } from './naming.ts';

/** What a metric measures over time: PromQL allows a counter's rate, but not a gauge's. */
export type Kind = 'counter' | 'gauge' | 'histogram' | 'info';

/** Prometheus' base units. A count of things has none. */
export type Unit = 'seconds' | 'bytes' | 'ratio' | 'timestamp_seconds' | '';

/** A label whose values are all known: code, expressions and dashboards can use no other. */
export interface OneOf<V extends string = string> {
  readonly values: readonly V[];
}

/** A label whose values come from the outside, and the most of them that one process will ever expose. */
export interface Bounded {
  readonly atMost: number;
  /** What bounds it. */
  readonly by: string;
}

export type Labels = Readonly<Record<string, OneOf | Bounded>>;

/** A declared metric: plain data. The app registers it, the exporter emits it, expressions refer to it. */
export interface Metric<K extends Kind = Kind, N extends string = string, L extends Labels = Labels> {
  readonly kind: K;
  readonly name: N;
  readonly help: string;
  readonly labels: L;
  /** Upper bounds of a histogram's buckets, in its unit, ascending, without +Inf. */
  readonly buckets?: readonly number[];
  /** Set where a peer named it first and its dashboards must go on working. */
  readonly peer?: string;
  /** Why no panel, rule or alert uses it; where one does, or should, it is absent. */
  readonly unused?: string;
}

/** The value that a declared label takes. */
export type ValueOf<L> = L extends OneOf<infer V> ? V : string;

/** The labels of one sample of a metric: all of them, each with a value that it may take. */
export type LabelValues<L extends Labels> = { readonly [K in keyof L]: ValueOf<L[K]> };

interface Declaration<U extends Unit, L extends Labels> {
  readonly help: string;
  readonly unit?: U;
  readonly labels?: L;
  /** Why it is told though nothing here uses it: `gapwatch check` finds a metric that is neither used nor says so, nor a peer's. */
  readonly unused?: string;
}

type Suffixed<B extends string, U extends string> = U extends '' ? B : `${B}_${U}`;

const suffixed = <B extends string, U extends Unit = ''>(base: B, unit: U | undefined): Suffixed<B, U> =>
  (unit ? `${base}_${unit}` : base) as Suffixed<B, U>;

const declare = <K extends Kind, N extends string, L extends Labels>(
  kind: K,
  name: N,
  { help, labels, unused }: Pick<Declaration<Unit, L>, 'help' | 'labels' | 'unused'>,
  extra: Pick<Metric, 'buckets' | 'peer'> = {},
): Metric<K, N, L> => {
  const metric = { kind, name, help, labels: labels ?? ({} as L), ...extra, ...(unused && { unused }) };
  checkDeclaration(metric);
  return Object.freeze(metric);
};

/** A label with a closed list of values. */
export const oneOf = <const V extends readonly [string, ...string[]]>(...values: V): OneOf<V[number]> => ({ values });

/**
 * A label with values from the outside, of which one process exposes `atMost`.
 * @param by what keeps the number of values down, for the reader
 */
export const bounded = (atMost: number, by: string): Bounded => ({ atMost, by });

/** Functions that declare a metric. Unit and kind make the suffixes of its name, so that conventions hold. */
export const metric = {
  /** Something that only grows: `chat_messages` becomes `chat_messages_total`. @throws MetricError for a bad name */
  counter: <
    const B extends string,
    const L extends Labels = Record<never, never>,
    U extends 'seconds' | 'bytes' | '' = '',
  >(
    base: B,
    declaration: Declaration<U, L>,
  ): Metric<'counter', `${Suffixed<B, U>}_total`, L> =>
    declare('counter', `${suffixed(base, declaration.unit)}_total`, declaration),

  /** Something that goes up and down, in a base unit. @throws MetricError for a bad name */
  gauge: <const B extends string, const L extends Labels = Record<never, never>, U extends Unit = ''>(
    base: B,
    declaration: Declaration<U, L>,
  ): Metric<'gauge', Suffixed<B, U>, L> => declare('gauge', suffixed(base, declaration.unit), declaration),

  /** A distribution, in a base unit. `buckets` are upper bounds, ascending. @throws MetricError for a bad name */
  histogram: <
    const B extends string,
    const L extends Labels = Record<never, never>,
    U extends 'seconds' | 'bytes' | '' = '',
  >(
    base: B,
    { buckets, ...declaration }: Declaration<U, L> & { readonly buckets: readonly number[] },
  ): Metric<'histogram', Suffixed<B, U>, L> =>
    declare('histogram', suffixed(base, declaration.unit), declaration, { buckets }),

  /** Facts as labels of a constant 1: `app_build` becomes `app_build_info`. @throws MetricError for a bad name */
  info: <const B extends string, const L extends Labels>(
    base: B,
    declaration: Omit<Declaration<'', L>, 'unit'> & { readonly labels: L },
  ): Metric<'info', `${B}_info`, L> => declare('info', `${base}_info`, declaration),

  /**
   * A metric that another program named: its dashboards and alerts work unchanged, so its name stands as it is.
   * @param peer the program
   */
  ofPeer: <const K extends 'counter' | 'gauge', const N extends string, const L extends Labels = Record<never, never>>(
    peer: string,
    kind: K,
    name: N,
    declaration: Omit<Declaration<'', L>, 'unit'>,
  ): Metric<K, N, L> => declare(kind, name, declaration, { peer }),
};
