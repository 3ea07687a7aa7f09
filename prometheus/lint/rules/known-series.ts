import type { ExpressionRule, WrittenExpression } from '../expression-rule.ts';
import type { SeriesLabels } from '../known-series.ts';
import { labelsOf } from '../labels-of.ts';
import { selectorsOf } from '../selectors.ts';
import { allParts, namesOf, type Syntax, type WrittenSelector } from '../syntax.ts';

const lacking = (names: readonly string[], labels: SeriesLabels, what: string): string[] => {
  if (labels === 'any') return [];
  const there = [...labels.keys()].sort().join(', ') || 'none';
  return names.filter((name) => !labels.has(name)).map((name) => `${what} has no label ${name}; it has ${there}.`);
};

const ofName = (name: string, matchers: WrittenSelector['matchers'], known: WrittenExpression['known']): string[] => {
  const labels = known.get(name)?.labels;
  if (labels === undefined) {
    return [`${name} is neither a declared metric nor a recorded series; correct its name, or declare it.`];
  }
  if (labels === 'any') return [];
  const never = matchers.flatMap(({ label, op, value }) => {
    const values = labels.get(label);
    // A dashboard's variable may become any of them; an empty value asks for series without the label.
    if (!values || !/^!?=$/.test(op) || value === '' || value.includes('$') || values.includes(value)) return [];
    return [`${name} never has ${label}="${value}"; it is one of ${values.join(', ')}.`];
  });
  const names = matchers.map(({ label }) => label).filter((label) => label !== '__name__');
  return [...lacking(names, labels, name), ...never];
};

const ofPart = (part: Syntax, known: WrittenExpression['known']): string[] => {
  const last = part.type === 'aggregate' ? part.args.at(-1) : undefined;
  if (part.type === 'aggregate' && last && part.grouping) {
    return lacking(part.grouping.labels, labelsOf(last, known), 'what is aggregated');
  }
  if (part.type !== 'binary' || !part.matching) return [];
  const { kind, labels } = part.matching;
  // Ignoring a label that only one side has is what it is for.
  const sides = [part.left, part.right].map((side) => labelsOf(side, known));
  const lacks = sides.map((side) => lacking(labels, side, 'what the operator joins'));
  return kind === 'on' ? lacks.flat() : (lacks[0] ?? []).filter((one) => lacks[1]?.includes(one));
};

/** The project's own: of all that Prometheus would only answer with nothing. */
export const knownSeriesOnly: ExpressionRule = {
  name: 'known-series',
  uses: ['panel', 'recording', 'alert'],
  why: 'A metric, label or value that nothing declares ends as an empty panel or a silent alert.',
  find: ({ syntax, known }) => [
    ...selectorsOf(syntax).flatMap(({ selector }) =>
      namesOf(selector).flatMap((name) => ofName(name, selector.matchers, known)),
    ),
    ...allParts(syntax).flatMap((part) => ofPart(part, known)),
  ],
  good: ['sum by (shop) (rate(shop_orders_total{instance=~"$instance",job=~"$job",outcome="paid"}[$__rate_interval]))'],
  bad: [
    {
      example: 'sum(shop_basket{instance=~"$instance",job=~"$job"})',
      says: 'shop_basket is neither a declared metric nor a recorded series; correct its name, or declare it.',
    },
    {
      example: 'shop_carts{instance=~"$instance",job=~"$job",town="Seoul"}',
      says: 'shop_carts has no label town; it has instance, job, shop.',
    },
    {
      example: 'rate(shop_orders_total{instance=~"$instance",job=~"$job",outcome="lost"}[$__rate_interval])',
      says: 'shop_orders_total never has outcome="lost"; it is one of paid, refused.',
    },
    {
      example: 'sum by (town) (shop_carts{instance=~"$instance",job=~"$job"})',
      says: 'what is aggregated has no label town; it has instance, job, shop.',
    },
  ],
};
