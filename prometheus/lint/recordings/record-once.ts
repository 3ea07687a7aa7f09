import type { RecordingRule } from '../recording-rule.ts';

/** Nothing is recorded twice. */
export const recordOnce: RecordingRule = {
  name: 'record-once',
  why: 'What is computed twice costs twice; what two rules write under one name is now the one, now the other.',
  find: ({ record, expr, labels, earlier }) =>
    earlier.flatMap((other) => {
      if (other.record === record && JSON.stringify(other.labels) === JSON.stringify(labels)) {
        return ['a rule before it records the same series; remove one.'];
      }
      return other.expr === expr && other.record !== record
        ? [`${other.record} records the same expression; use that, and remove this.`]
        : [];
    }),
  good: [{ record: 'job:shop_carts:sum', expr: 'sum by (job) (shop_carts)' }],
  bad: [
    {
      example: { record: 'job:shop_orders:rate5m', expr: 'sum by (job) (irate(shop_orders_total[5m]))' },
      says: 'a rule before it records the same series; remove one.',
    },
    {
      example: { record: 'job:shop_sales:rate5m', expr: 'sum by (job) (rate(shop_orders_total[5m]))' },
      says: 'job:shop_orders:rate5m records the same expression; use that, and remove this.',
    },
  ],
};
