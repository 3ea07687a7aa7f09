import type { ExpressionRule } from '../expression-rule.ts';
import { selectorsOf } from '../selectors.ts';

const growth = ['rate', 'irate', 'increase'];

/** What rules may also ask of a counter: how often it began again, since when it is there, and whether at all. */
const besides = ['resets', 'timestamp', 'absent', 'absent_over_time', 'present_over_time', 'count', 'group'];

/** A counter's own value says how long its process has run, and nothing else. */
export const counterFunctions: ExpressionRule = {
  name: 'counter-functions',
  uses: ['panel', 'recording', 'alert'],
  why: 'The value of a counter itself says how long its process has run; only its growth says something.',
  find: ({ syntax, known, use }) => {
    const allowed = use === 'panel' ? growth : [...growth, ...besides];
    return selectorsOf(syntax).flatMap(({ selector: { name = '' }, within = '' }) =>
      known.get(name)?.sense === 'counter' && !allowed.includes(within)
        ? [`${name} is a counter; put it into rate(), irate() or increase().`]
        : [],
    );
  },
  good: [
    'sum(rate(shop_orders_total{instance=~"$instance",job=~"$job"}[$__rate_interval]))',
    'sum by (le) (increase(shop_wait_seconds_bucket{instance=~"$instance",job=~"$job"}[$__rate_interval]))',
  ],
  bad: [
    {
      example: 'sum(shop_orders_total{instance=~"$instance",job=~"$job"})',
      says: 'shop_orders_total is a counter; put it into rate(), irate() or increase().',
    },
    {
      example: 'histogram_quantile(0.9, shop_wait_seconds_bucket{instance=~"$instance",job=~"$job"})',
      says: 'shop_wait_seconds_bucket is a counter; put it into rate(), irate() or increase().',
    },
  ],
};
