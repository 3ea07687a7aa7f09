import type { RecordingRule } from '../recording-rule.ts';
import { selectorsOf } from '../selectors.ts';

/** A name tells the window that its expression looks back. */
export const recordWindow: RecordingRule = {
  name: 'record-window',
  why: 'Who reads rate5m takes the number for that of five minutes.',
  find: ({ record, syntax }) => {
    const [, told] = /(?<=[a-z_])(\d+[smhdw])$/.exec(record) ?? [];
    const ranges = [...new Set(selectorsOf(syntax).flatMap(({ range }) => range ?? []))];
    if (told === undefined || ranges.length === 0 || ranges.includes(told)) return [];
    return [`its name says ${told}, but it looks back ${ranges.join(' and ')}; correct one of them.`];
  },
  good: [{ record: 'job:shop_orders:rate5m', expr: 'sum by (job) (rate(shop_orders_total[5m]))' }],
  bad: [
    {
      example: { record: 'job:shop_orders:rate5m', expr: 'sum by (job) (rate(shop_orders_total[1h]))' },
      says: 'its name says 5m, but it looks back 1h; correct one of them.',
    },
  ],
};
