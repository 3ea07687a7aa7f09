import type { SyntaxNode } from '@lezer/common';
import { parser } from '@prometheus-io/lezer-promql';
import type { KnownSeries, SeriesLabels } from './known-series.ts';

/** What an expression refers to that is not known, a sentence each, and the labels that its result may have. */
export interface Inspection {
  readonly faults: readonly string[];
  readonly labels: SeriesLabels;
}

const none: SeriesLabels = new Map();

const union = (all: readonly SeriesLabels[]): SeriesLabels => {
  const maps = all.filter((labels) => labels !== 'any');
  return maps.length < all.length ? 'any' : new Map(maps.flatMap((labels) => [...labels]));
};

const only = (labels: SeriesLabels, names: readonly string[]): SeriesLabels =>
  new Map(names.map((name) => [name, labels === 'any' ? undefined : labels.get(name)]));

const without = (labels: SeriesLabels, names: readonly string[]): SeriesLabels =>
  labels === 'any' ? labels : new Map([...labels].filter(([name]) => !names.includes(name)));

const childrenOf = (node: SyntaxNode): SyntaxNode[] => {
  const children: SyntaxNode[] = [];
  for (let child = node.firstChild; child; child = child.nextSibling) children.push(child);
  return children;
};

/** Text between the quotes of a string; escapes stay as they are written, for names and closed values have none. */
const unquote = (text: string): string => text.slice(1, -1);

/** The functions of one expression that walk its tree, gathering faults on the way. */
const walkerOf = (text: string, known: KnownSeries, faults: string[]) => {
  const words = (node: SyntaxNode | null): string => (node ? text.slice(node.from, node.to) : '');
  const namesIn = (node: SyntaxNode): string[] =>
    node.getChildren('GroupingLabels').flatMap((list) => list.getChildren('LabelName').map(words));

  const expectLabels = (names: readonly string[], labels: SeriesLabels, where: string): void => {
    if (labels === 'any') return;
    for (const name of names.filter((one) => !labels.has(one))) {
      faults.push(`${where} has no label ${name}; it has ${[...labels.keys()].sort().join(', ') || 'none'}.`);
    }
  };

  const selector = (node: SyntaxNode): SeriesLabels => {
    const matchers = (node.getChild('LabelMatchers')?.getChildren('UnquotedLabelMatcher') ?? []).map((matcher) => ({
      label: words(matcher.getChild('LabelName')),
      op: words(matcher.getChild('MatchOp')),
      value: unquote(words(matcher.getChild('StringLiteral'))),
    }));
    const quotedName = node.getChild('LabelMatchers')?.getChild('QuotedLabelName') ?? null;
    const name =
      words(node.getChild('Identifier')) ||
      unquote(words(quotedName)) ||
      matchers.find(({ label, op }) => label === '__name__' && op === '=')?.value;
    if (!name) return 'any';
    const labels = known.get(name);
    if (labels === undefined) {
      faults.push(`${name} is neither a declared metric nor a recorded series; correct its name, or declare it.`);
      return 'any';
    }
    const own = matchers.filter(({ label }) => label !== '__name__');
    expectLabels(
      own.map(({ label }) => label),
      labels,
      name,
    );
    for (const { label, op, value } of own) {
      const values = labels === 'any' ? undefined : labels.get(label);
      // A dashboard's variable may become any of them; an empty value asks for series without the label.
      if (!values || !/^!?=$/.test(op) || value === '' || value.includes('$') || values.includes(value)) continue;
      faults.push(`${name} never has ${label}="${value}"; it is one of ${values.join(', ')}.`);
    }
    return labels;
  };

  const aggregate = (node: SyntaxNode): SeriesLabels => {
    const args = childrenOf(node.getChild('FunctionCallBody') ?? node).map(walk);
    const of = args.at(-1) ?? none;
    const modifier = node.getChild('AggregateModifier');
    const names = modifier ? namesIn(modifier) : [];
    expectLabels(names, of, 'what is aggregated');
    const op = words(node.getChild('AggregateOp'));
    if (op === 'count_values') return 'any';
    if (/^(topk|bottomk|limitk|limit_ratio)$/.test(op)) return of;
    return modifier?.getChild('Without') ? without(of, names) : only(of, names);
  };

  const call = (node: SyntaxNode): SeriesLabels => {
    const args = childrenOf(node.getChild('FunctionCallBody') ?? node);
    const labels = union(args.map(walk));
    const name = words(node.getChild('FunctionIdentifier'));
    if (name === 'histogram_quantile') return without(labels, ['le']);
    if (name !== 'label_replace' && name !== 'label_join') return labels;
    const target = args.find((arg) => arg.name === 'StringLiteral');
    return union([labels, new Map([[unquote(words(target ?? null)), undefined]])]);
  };

  const binary = (node: SyntaxNode): SeriesLabels => {
    const labels = union(childrenOf(node).map(walk));
    const matching = node.getChild('MatchingModifierClause');
    if (matching) expectLabels(namesIn(matching), labels, 'what the operator joins');
    return labels;
  };

  const walk = (node: SyntaxNode): SeriesLabels => {
    if (node.type.isError) return none;
    if (node.name === 'VectorSelector') return selector(node);
    if (node.name === 'AggregateExpr') return aggregate(node);
    if (node.name === 'FunctionCall') return call(node);
    if (node.name === 'BinaryExpr') return binary(node);
    return union(childrenOf(node).map(walk));
  };
  return walk;
};

/** Grafana fills these lengths of time in before Prometheus sees the expression; any length parses as well. */
const grafanaDurations = /\$\{?__(rate_interval|interval|range)\}?|(?<=\[)\$\{?\w+\}?/g;

/** A variable's query of Grafana, `label_values(selector, label)` or `label_values(label)`. */
const labelValues = /^\s*label_values\(\s*(?:(.+),)?\s*([A-Za-z_]\w*)\s*\)\s*$/s;

/**
 * Looks through an expression as written in a rule or a panel, Grafana's variables included.
 * @param known the series that there are; a metric or label that is not among them is a fault
 */
export const inspect = (expr: string, known: KnownSeries): Inspection => {
  const [, selector, label] = labelValues.exec(expr) ?? [];
  if (label !== undefined) {
    // Without a selector any series may have the label.
    if (selector === undefined) return { faults: [], labels: none };
    const inner = inspect(selector, known);
    const lacks = inner.labels !== 'any' && !inner.labels.has(label);
    return { faults: [...inner.faults, ...(lacks ? [`${selector} has no label ${label}.`] : [])], labels: none };
  }
  const text = expr.replace(grafanaDurations, '5m');
  const faults: string[] = [];
  const tree = parser.parse(text);
  tree.iterate({
    enter: ({ type, from }) => {
      if (type.isError && faults.length === 0) {
        faults.push(`it is not PromQL: something is wrong near "${text.slice(Math.max(0, from - 10), from + 20)}".`);
      }
    },
  });
  if (faults.length > 0) return { faults, labels: 'any' };
  const labels = walkerOf(text, known, faults)(tree.topNode);
  return { faults: [...new Set(faults)], labels };
};
