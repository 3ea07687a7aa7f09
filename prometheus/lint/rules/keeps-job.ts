import type { ExpressionRule } from '../expression-rule.ts';
import { labelsOf } from '../labels-of.ts';

/** Series tell whose they are. */
export const keepsJob: ExpressionRule = {
  name: 'keeps-job',
  uses: ['recording', 'alert'],
  why: 'Without its job nobody knows whose series it is, no route finds its team, and two services are added up.',
  find: ({ syntax, known }) => {
    const labels = labelsOf(syntax, known);
    return labels === 'any' || labels.has('job') ? [] : ['its result has no label job; aggregate by job too.'];
  },
  good: ['sum by (job, shop) (shop_carts)', 'sum without (instance, shop) (shop_carts)'],
  bad: [{ example: 'sum by (shop) (shop_carts)', says: 'its result has no label job; aggregate by job too.' }],
};
