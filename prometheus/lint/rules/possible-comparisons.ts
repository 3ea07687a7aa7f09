import type { ExpressionRule } from '../expression-rule.ts';
import { allParts, type Syntax } from '../syntax.ts';
import { type ValueRange, valueRange } from '../value-range.ts';

type Binary = Extract<Syntax, { type: 'binary' }>;

/** Whether a comparison with a number can hold for some value of a range, and fail for some. */
const outcomes: Readonly<Record<string, (range: ValueRange, value: number) => readonly [boolean, boolean]>> = {
  '<': ({ from, to }, value) => [from < value, to >= value],
  '<=': ({ from, to }, value) => [from <= value, to > value],
  '>': ({ from, to }, value) => [to > value, from <= value],
  '>=': ({ from, to }, value) => [to >= value, from < value],
  '==': ({ from, to }, value) => [from <= value && value <= to, from < value || value < to],
  '!=': ({ from, to }, value) => [from < value || value < to, from <= value && value <= to],
};

const isComparison = (part: Syntax): part is Binary => part.type === 'binary' && part.op in outcomes;

/** What a comparison with a number lets through; undefined where the other side is no number. */
const passing = (part: Syntax): { readonly of: string; readonly range: ValueRange } | undefined => {
  if (!isComparison(part) || part.bool || part.right.type !== 'number') return undefined;
  const { value } = part.right;
  const below = { from: -Infinity, to: value };
  const ranges: Readonly<Record<string, ValueRange>> = {
    '<': below,
    '<=': below,
    '>': { from: value, to: Infinity },
    '>=': { from: value, to: Infinity },
    '==': { from: value, to: value },
  };
  const range = ranges[part.op];
  return range && { of: part.left.text, range };
};

const neverBoth = (part: Syntax): string[] => {
  if (part.type !== 'binary' || part.op !== 'and') return [];
  const [left, right] = [passing(part.left), passing(part.right)];
  if (!left || !right || left.of !== right.of) return [];
  const isApart = left.range.to < right.range.from || right.range.to < left.range.from;
  return isApart ? [`${part.left.text} and ${part.right.text} never hold at once; correct one.`] : [];
};

/** Comparisons that some value meets and another does not. */
export const possibleComparisons: ExpressionRule = {
  name: 'possible-comparisons',
  uses: ['recording', 'alert', 'panel'],
  why: 'What can never hold is an alert that never fires, and what always holds says nothing.',
  find: ({ syntax, known }) =>
    allParts(syntax).flatMap((part) => {
      if (!isComparison(part) || part.right.type !== 'number') return neverBoth(part);
      const outcome = outcomes[part.op]?.(valueRange(part.left, known), part.right.value);
      if (!outcome) return [];
      const [canHold, canFail] = outcome;
      if (!canHold) return [`${part.text} never holds; correct it, or leave it out.`];
      // Only NaN fails it, which it may be there to drop.
      return canFail || part.op === '>=' ? [] : [`${part.text} always holds; correct it, or leave it out.`];
    }),
  good: [
    'count by (job) (shop_carts) < 3',
    'sum by (job) (rate(shop_orders_total[5m])) >= 0',
    'shop_carts > 1 and shop_carts < 5',
  ],
  bad: [
    {
      example: 'count by (job) (shop_carts) == 0',
      says: 'count by (job) (shop_carts) == 0 never holds; correct it, or leave it out.',
    },
    {
      example: 'increase(shop_orders_total[5m]) < 0',
      says: 'increase(shop_orders_total[5m]) < 0 never holds; correct it, or leave it out.',
    },
    {
      example: 'absent(up{job="shop"}) > 0',
      says: 'absent(up{job="shop"}) > 0 always holds; correct it, or leave it out.',
    },
    {
      example: 'shop_carts > 5 and shop_carts < 1',
      says: 'shop_carts > 5 and shop_carts < 1 never hold at once; correct one.',
    },
  ],
};
