import type { ExpressionRule } from '../expression-rule.ts';
import { selectorsOf } from '../selectors.ts';

/** What takes every fall for a restart. */
const forCounters = ['rate', 'irate', 'increase', 'resets'];

/** A gauge falls without having been restarted. */
export const gaugeFunctions: ExpressionRule = {
  name: 'gauge-functions',
  uses: ['recording', 'alert', 'panel'],
  why: 'rate() and its like take each fall for a restart from zero, so that of a gauge they tell growth that never was.',
  find: ({ syntax, known }) =>
    selectorsOf(syntax).flatMap(({ selector: { name = '' }, within = '' }) =>
      known.get(name)?.sense === 'gauge' && forCounters.includes(within)
        ? [`${name} is a gauge, which falls without a restart; use deriv() or changes() in place of ${within}().`]
        : [],
    ),
  good: ['sum by (job) (deriv(shop_size_bytes[5m]))'],
  bad: [
    {
      example: 'sum by (job) (rate(shop_size_bytes[5m]))',
      says: 'shop_size_bytes is a gauge, which falls without a restart; use deriv() or changes() in place of rate().',
    },
  ],
};
