import type { ExpressionRule, WrittenExpression } from '../expression-rule.ts';
import type { SeriesLabels } from '../known-series.ts';
import { isScalar, labelsOf } from '../labels-of.ts';
import { pinnedLabels } from '../pinned-labels.ts';
import { allParts, type Syntax } from '../syntax.ts';

type Binary = Extract<Syntax, { type: 'binary' }>;

const listOf = (names: readonly string[]): string => names.join(', ') || 'none';

/** Names of the labels by which two sides are matched; nothing where those of a side are not known. */
const matchedBy = (labels: SeriesLabels, { matching }: Binary): string[] | undefined => {
  if (labels === 'any') return undefined;
  const names = [...labels.keys()].filter(
    (name) => matching === undefined || (matching.kind === 'on') === matching.labels.includes(name),
  );
  return names.sort();
};

const otherLabels = (binary: Binary, known: WrittenExpression['known']): string[] => {
  const left = matchedBy(labelsOf(binary.left, known), binary);
  const right = matchedBy(labelsOf(binary.right, known), binary);
  if (!left || !right || left.join() === right.join()) return [];
  return [
    `"${binary.op}" finds no pairs: its left side has the labels ${listOf(left)}, its right side ${listOf(right)}; say which of them pair, with on or ignoring.`,
  ];
};

const otherValues = (binary: Binary): string[] => {
  const right = pinnedLabels(binary.right);
  const isMatched = (label: string): boolean =>
    binary.matching === undefined || (binary.matching.kind === 'on') === binary.matching.labels.includes(label);
  return [...pinnedLabels(binary.left)].flatMap(([label, value]) => {
    const other = right.get(label);
    if (other === undefined || other === value || value.includes('$') || !isMatched(label)) return [];
    return [
      `"${binary.op}" finds no pairs: ${label} is "${value}" on its left side and "${other}" on its right; ignore ${label}, or aggregate it away.`,
    ];
  });
};

/** The two sides of an operator between series find each other. */
export const matchingSides: ExpressionRule = {
  name: 'matching-sides',
  uses: ['recording', 'alert', 'panel'],
  why: 'Series are paired by equal labels: where those of the two sides differ, the answer is always nothing.',
  find: ({ syntax, known }) =>
    allParts(syntax).flatMap((part) => {
      if (part.type !== 'binary' || part.op === 'or' || isScalar(part.left) || isScalar(part.right)) return [];
      const values = otherValues(part);
      return values.length > 0 ? values : otherLabels(part, known);
    }),
  good: [
    'sum by (job) (shop_carts) / sum by (job) (shop_size_bytes)',
    'shop_carts / on (instance, job) group_left () shop_size_bytes',
    'sum by (job) (rate(shop_orders_total{outcome="paid"}[5m])) / (sum by (job) (rate(shop_orders_total{outcome="refused"}[5m])) > 0)',
  ],
  bad: [
    {
      example: 'shop_carts / shop_size_bytes',
      says: '"/" finds no pairs: its left side has the labels instance, job, shop, its right side instance, job; say which of them pair, with on or ignoring.',
    },
    {
      example: 'shop_carts{shop="Seoul"} - shop_carts{shop="Busan"}',
      says: '"-" finds no pairs: shop is "Seoul" on its left side and "Busan" on its right; ignore shop, or aggregate it away.',
    },
  ],
};
