import { expect, it } from 'vitest';
import { inline } from './inline.ts';
import { groupsIn } from './record.ts';

const groups = groupsIn(`groups:
  - name: shop
    rules:
      - record: job:carts:sum
        expr: sum by (job) (carts)
      - record: slo:events:rate5m
        expr: rate(orders[5m])
        labels: { slo: orders }
      - record: slo:events:rate5m
        expr: rate(visits[5m])
        labels: { slo: visits }
      - record: slo:events:rate1h
        expr: avg_over_time(slo:events:rate5m{slo="orders"}[1h])
`);

it.each([
  ['carts > 1', 'carts > 1'],
  ['job:carts:sum > 1', '((sum by (job) (carts))) > 1'],
  ['job:carts:sum / job:carts:sum', '((sum by (job) (carts))) / ((sum by (job) (carts)))'],
  ['slo:events:rate5m{slo="visits"}', '((rate(visits[5m])))'],
  ['sum(slo:events:rate5m)', 'sum(((rate(orders[5m])) or (rate(visits[5m]))))'],
  [
    'slo:events:rate5m{slo="orders"} + slo:events:rate5m',
    '((rate(orders[5m]))) + ((rate(orders[5m])) or (rate(visits[5m])))',
  ],
  ['max(slo:events:rate1h)', 'max(((avg_over_time(((rate(orders[5m])))[1h:1m]))))'],
  ['sum(', 'sum('],
])('writes %s without what is recorded', (expr, plain) => {
  expect(inline(expr, groups)).toBe(plain);
});
