import type { ExpressionRule } from '../expression-rule.ts';
import { rateInterval } from '../grafana-lengths.ts';
import { selectorsOf } from '../selectors.ts';

const overTime = ['rate', 'irate', 'increase'];

/** Grafana's own interval follows the zoom. */
export const rateIntervalOnly: ExpressionRule = {
  name: 'rate-interval',
  uses: ['panel'],
  why: 'A fixed range skips samples when one zooms out, and finds none when one zooms in.',
  find: ({ syntax }) =>
    selectorsOf(syntax).flatMap(({ selector: { name = '' }, within = '', range = '(none)' }) =>
      overTime.includes(within) && range !== rateInterval.standIn
        ? [`${within}() of ${name} has the range ${range}; write [${rateInterval.variable}].`]
        : [],
    ),
  good: ['sum(rate(shop_orders_total{instance=~"$instance",job=~"$job"}[$__rate_interval]))'],
  bad: [
    {
      example: 'sum(rate(shop_orders_total{instance=~"$instance",job=~"$job"}[5m]))',
      says: 'rate() of shop_orders_total has the range 5m; write [$__rate_interval].',
    },
    {
      example: 'sum(increase(shop_orders_total{instance=~"$instance",job=~"$job"}[$__interval]))',
      says: 'increase() of shop_orders_total has the range $__interval; write [$__rate_interval].',
    },
  ],
};
