import type { ExpressionRule } from '../expression-rule.ts';
import { selectorsOf } from '../selectors.ts';
import { namesOf } from '../syntax.ts';

/** A selector says whose series it wants. */
export const namedSelectors: ExpressionRule = {
  name: 'named-selectors',
  uses: ['recording', 'alert', 'panel'],
  why: 'A selector without the name of a metric reads all that has the labels, more each week, and no rename reaches it.',
  find: ({ syntax }) =>
    selectorsOf(syntax).flatMap(({ selector }) =>
      namesOf(selector).length === 0 ? [`${selector.text} names no metric; write one.`] : [],
    ),
  good: [
    'sum by (job) (shop_carts)',
    'sum by (job) ({__name__="shop_carts"})',
    'sum by (job) ({__name__=~"shop_carts|up"})',
  ],
  bad: [{ example: 'count by (job) ({job="shop"})', says: '{job="shop"} names no metric; write one.' }],
};
