import type { RecordingRule } from '../recording-rule.ts';

/** @see https://prometheus.io/docs/practices/rules/ */
const form = /^[a-z_]+:[a-z][a-z0-9_]*:[a-z0-9_]+$/;

/** Names of recorded series say what they are. */
export const recordName: RecordingRule = {
  name: 'record-name',
  why: 'By level:metric:operations a reader sees that a series is recorded, over which labels, and how.',
  find: ({ record }) => (form.test(record) ? [] : [`name it level:metric:operations, in lower case.`]),
  good: [{ record: 'job:shop_carts:sum', expr: 'sum by (job) (shop_carts)' }],
  bad: [
    {
      example: { record: 'shop_carts_sum', expr: 'sum by (job) (shop_carts)' },
      says: 'name it level:metric:operations, in lower case.',
    },
  ],
};
