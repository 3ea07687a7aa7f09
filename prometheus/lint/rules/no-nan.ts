import type { ExpressionRule, WrittenExpression } from '../expression-rule.ts';
import { nanIn } from '../may-be-nan.ts';
import { allParts, type Syntax } from '../syntax.ts';

/** What one NaN among its values makes NaN. */
const spreads = (part: Syntax): boolean =>
  (part.type === 'aggregate' && /^(sum|avg|stddev|stdvar)$/.test(part.op)) ||
  (part.type === 'call' && /^(sum|avg)_over_time$/.test(part.name));

const inAlert = ({ syntax }: WrittenExpression): string[] =>
  allParts(syntax).flatMap((part) => {
    if (part.type === 'binary' && part.op === '!=') {
      const nan = nanIn(part.left) ?? nanIn(part.right);
      return nan
        ? [`${nan.text} is NaN while nothing happens, which is != everything; drop it with > or >= first.`]
        : [];
    }
    if (!spreads(part)) return [];
    const nan = nanIn(part);
    return nan
      ? [`${nan.text} is NaN while nothing happens, and makes all that is added to it NaN; drop it first.`]
      : [];
  });

/** NaN neither stored nor passed on. */
export const noNan: ExpressionRule = {
  name: 'no-nan',
  uses: ['recording', 'alert'],
  why: 'Nothing by nothing is NaN: stored, it makes every mean over it NaN; compared, it is never more or less than a limit.',
  find: (expression) => {
    if (expression.use === 'alert') return inAlert(expression);
    const nan = nanIn(expression.syntax);
    return nan
      ? [`${nan.text} is NaN while nothing happens, and is stored so; divide by (… > 0), or drop it by >= 0.`]
      : [];
  },
  good: [
    'sum by (job) (rate(shop_orders_total{outcome="paid"}[5m])) / (sum by (job) (rate(shop_orders_total[5m])) > 0)',
    'histogram_quantile(0.9, sum by (job, le) (rate(shop_wait_seconds_bucket[5m]))) >= 0',
  ],
  bad: [
    {
      example: 'rate(shop_wait_seconds_sum[5m]) / rate(shop_wait_seconds_count[5m])',
      says: 'rate(shop_wait_seconds_sum[5m]) / rate(shop_wait_seconds_count[5m]) is NaN while nothing happens, and is stored so; divide by (… > 0), or drop it by >= 0.',
    },
    {
      example: 'histogram_quantile(0.9, sum by (job, le) (rate(shop_wait_seconds_bucket[5m])))',
      says: 'histogram_quantile(0.9, sum by (job, le) (rate(shop_wait_seconds_bucket[5m]))) is NaN while nothing happens, and is stored so; divide by (… > 0), or drop it by >= 0.',
    },
  ],
};
