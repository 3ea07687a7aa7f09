import type { KnownSeries, SeriesLabels } from './known-series.ts';
import { namesOf, type Syntax } from './syntax.ts';

const none: SeriesLabels = new Map();

const union = (all: readonly SeriesLabels[]): SeriesLabels => {
  const maps = all.filter((labels) => labels !== 'any');
  return maps.length < all.length ? 'any' : new Map(maps.flatMap((labels) => [...labels]));
};

const only = (labels: SeriesLabels, names: readonly string[]): SeriesLabels =>
  new Map(names.map((name) => [name, labels === 'any' ? undefined : labels.get(name)]));

const without = (labels: SeriesLabels, names: readonly string[]): SeriesLabels =>
  labels === 'any' ? labels : new Map([...labels].filter(([name]) => !names.includes(name)));

type Part<T extends Syntax['type']> = Extract<Syntax, { type: T }>;

const ofAggregate = ({ op, grouping, args }: Part<'aggregate'>, known: KnownSeries): SeriesLabels => {
  const last = args.at(-1);
  const labels = last ? labelsOf(last, known) : none;
  if (/^(topk|bottomk|limitk|limit_ratio)$/.test(op)) return labels;
  const kept = grouping?.kind === 'without' ? without(labels, grouping.labels) : only(labels, grouping?.labels ?? []);
  const [name] = args;
  return op === 'count_values' && name?.type === 'string' ? union([kept, new Map([[name.value, undefined]])]) : kept;
};

const ofCall = ({ name, args }: Part<'call'>, known: KnownSeries): SeriesLabels => {
  const labels = union(args.map((arg) => labelsOf(arg, known)));
  if (name === 'histogram_quantile') return without(labels, ['le']);
  if (name === 'label_replace' || name === 'label_join') {
    const target = args.find((arg) => arg.type === 'string');
    return target ? union([labels, new Map([[target.value, undefined]])]) : labels;
  }
  if (name !== 'absent' && name !== 'absent_over_time') return labels;
  const [of] = args;
  const selected = of?.type === 'range' ? of.of : of;
  if (selected?.type !== 'selector') return none;
  // What is not there has the labels that were asked for.
  return only(
    labels,
    selected.matchers.filter(({ op }) => op === '=').map(({ label }) => label),
  );
};

/** Whether an expression is one number, without series. */
export const isScalar = (syntax: Syntax): boolean =>
  syntax.type === 'number' ||
  (syntax.type === 'call' && ['time', 'scalar', 'pi'].includes(syntax.name)) ||
  (syntax.type === 'binary' && isScalar(syntax.left) && isScalar(syntax.right));

const ofBinary = ({ op, left, right, matching }: Part<'binary'>, known: KnownSeries): SeriesLabels => {
  const [ofLeft, ofRight] = [labelsOf(left, known), labelsOf(right, known)];
  if (op === 'or') return union([ofLeft, ofRight]);
  if (op === 'and' || op === 'unless' || isScalar(right)) return ofLeft;
  if (isScalar(left)) return ofRight;
  const { kind, labels = [], group } = matching ?? {};
  if (group) {
    const [many, one] = group.side === 'left' ? [ofLeft, ofRight] : [ofRight, ofLeft];
    return union([many, only(one, group.include)]);
  }
  return kind === 'on' ? only(ofLeft, labels) : without(ofLeft, labels);
};

/** The labels that the result of an expression may have. Series that are not known may have any. */
export const labelsOf = (syntax: Syntax, known: KnownSeries): SeriesLabels => {
  switch (syntax.type) {
    case 'selector': {
      const names = namesOf(syntax);
      return names.length === 0 ? 'any' : union(names.map((name) => known.get(name)?.labels ?? 'any'));
    }
    case 'range':
      return labelsOf(syntax.of, known);
    case 'call':
      return ofCall(syntax, known);
    case 'aggregate':
      return ofAggregate(syntax, known);
    case 'binary':
      return ofBinary(syntax, known);
    default:
      return none;
  }
};
