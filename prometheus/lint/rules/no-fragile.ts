import type { ExpressionRule } from '../expression-rule.ts';
import { isScalar } from '../labels-of.ts';
import { allParts, type Syntax } from '../syntax.ts';

const samples = /^(topk|bottomk|limitk|limit_ratio)$/;

/** Whether the values of an expression are fractions, which are never quite what one expects. */
const isFraction = (syntax: Syntax): boolean =>
  (syntax.type === 'binary' && (syntax.op === '/' || isFraction(syntax.left) || isFraction(syntax.right))) ||
  (syntax.type === 'call' && /^(rate|irate|deriv|histogram_quantile|avg_over_time)$/.test(syntax.name)) ||
  (syntax.type === 'aggregate' && (syntax.op === 'avg' || syntax.args.some(isFraction)));

const isWithout = (syntax: Syntax): boolean => syntax.type === 'aggregate' && syntax.grouping?.kind === 'without';

/** Expressions that go on to mean the same. */
export const noFragile: ExpressionRule = {
  name: 'no-fragile',
  uses: ['alert', 'recording'],
  why: 'What holds by chance, or until a label is added, becomes an alert that flaps or falls silent.',
  find: ({ syntax }) =>
    allParts(syntax).flatMap((part) => {
      if (part.type === 'aggregate' && samples.test(part.op)) {
        return [`${part.op}() picks other series each time, so that what is made of it flaps; compare with a limit.`];
      }
      if (part.type !== 'binary') return [];
      if (
        /^[=!]=$/.test(part.op) &&
        isFraction(part.left) &&
        !(part.right.type === 'number' && part.right.value === 0)
      ) {
        return [`${part.text} compares a fraction for being equal, which it is by chance only; use > or <.`];
      }
      const isOneSided = isWithout(part.left) !== isWithout(part.right);
      if (isOneSided && part.matching === undefined && !isScalar(part.left) && !isScalar(part.right)) {
        return [
          `"${part.op}" pairs what is aggregated without labels with what is not: a label more, and it finds none; say on which they pair.`,
        ];
      }
      return [];
    }),
  good: [
    'sum without (shop) (shop_carts) > 3',
    'sum without (shop) (shop_carts) / on (instance, job) shop_size_bytes > 0.5',
    'avg by (job) (shop_carts) == 0',
  ],
  bad: [
    {
      example: 'topk(3, shop_carts) > 5',
      says: 'topk() picks other series each time, so that what is made of it flaps; compare with a limit.',
    },
    {
      example: 'avg by (job) (shop_carts) == 1.5',
      says: 'avg by (job) (shop_carts) == 1.5 compares a fraction for being equal, which it is by chance only; use > or <.',
    },
    {
      example: 'sum without (shop) (shop_carts) / shop_size_bytes > 0.5',
      says: '"/" pairs what is aggregated without labels with what is not: a label more, and it finds none; say on which they pair.',
    },
  ],
};
